//! The command line for Node.js: that of `src/cli`, with Node.js as its host.
//!
//! A module of its own, since pages need nothing of it.

#[cfg(target_arch = "wasm32")]
// What only histories need is there, and never reached.
#[allow(dead_code)]
#[path = "../../../src/cli/mod.rs"]
mod cli;

/// Runs the command that the process was given, and returns its exit status.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(js_name = runCommand)]
pub fn run_command() -> u8 {
    cli::run()
}
