//! What two branches do to each other.

mod cases;
mod company;
mod documented;
mod hazards;
mod long;
mod marked;
mod mutual;
mod names;
mod oracle;
mod properties;
mod rarer_kinds;
mod records;
mod refused;
mod resolved;
mod scripts;
mod shop;
mod strict;
mod whole_schemas;
