//! What the command line asks of where it runs: files, git, the terminal, a place for histories.
//!
//! Natively the standard library answers, in the npm package Node.js does. Never in it: what a command does.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod node;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use native::*;
#[cfg(target_arch = "wasm32")]
pub(super) use node::*;

/// A file of a folder, or a folder in it.
pub(super) struct Listed {
    pub(super) name: String,
    /// Links to folders are none: they can lead in circles.
    pub(super) is_folder: bool,
}

/// What a program did.
pub(super) struct Ran {
    /// Its exit status; nothing where it was killed.
    pub(super) status: Option<i32>,
    pub(super) output: Vec<u8>,
    pub(super) errors: Vec<u8>,
}

/// Where text is written.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Output,
    Errors,
}
