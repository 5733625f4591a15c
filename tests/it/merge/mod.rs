//! What two branches do to each other.

mod cases;
mod oracle;
mod properties;
mod records;
mod scripts;
mod shop;
