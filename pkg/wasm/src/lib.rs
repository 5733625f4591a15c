//! The WebAssembly module: all that `schemagraft` exports to JavaScript, and nothing else.
//!
//! A crate of its own because Cargo optimises across crates only where a library is a `cdylib` and
//! nothing else; the module is an eighth smaller for it.

// Linked for its exports.
#[cfg(target_arch = "wasm32")]
use schemagraft as _;
