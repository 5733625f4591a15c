//! Where timestamps come from.

use crate::ids::Timestamp;

/// Tells the time, in milliseconds since 1970.
pub type Clock = Box<dyn Fn() -> Timestamp>;

/// Returns the clock of the machine or the browser.
pub fn system_clock() -> Clock {
    Box::new(milliseconds_since_1970)
}

#[cfg(not(target_arch = "wasm32"))]
fn milliseconds_since_1970() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |elapsed| elapsed.as_millis() as Timestamp)
}

#[cfg(target_arch = "wasm32")]
fn milliseconds_since_1970() -> Timestamp {
    js_sys::Date::now() as Timestamp
}
