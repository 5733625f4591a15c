//! A committed schema file, merged as git merges files.

mod corpus;
mod texts;
