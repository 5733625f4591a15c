//! What two branches do to each other.

mod oracle;
mod scripts;
