//! What two branches do to each other.

mod cases;
mod oracle;
mod scripts;
