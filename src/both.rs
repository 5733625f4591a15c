//! Two things that have nothing to do with each other: done at once, natively and where that is worth a thread, else one
//! after the other.
//!
//! Never in it: what is done.

/// Does two things, and returns what came of each. `is_long` says whether a thread is worth while.
pub(crate) fn both<A, B: Send>(
    is_long: bool,
    one: impl FnOnce() -> A,
    other: impl Fn() -> B + Sync,
) -> (A, B) {
    #[cfg(not(target_arch = "wasm32"))]
    if is_long {
        return std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().spawn_scoped(scope, &other);
            let one = one();
            let other = match thread.map(std::thread::ScopedJoinHandle::join) {
                Ok(Ok(other)) => other,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                // There is no thread to be had.
                Err(_) => other(),
            };
            (one, other)
        });
    }
    let _ = is_long;
    (one(), other())
}

/// Gives back the memory of two things; `is_long` as for [`both`].
pub(crate) fn drop_both<A, B: Send>(is_long: bool, one: A, other: B) {
    #[cfg(not(target_arch = "wasm32"))]
    if is_long {
        return std::thread::scope(|scope| {
            // Where there is no thread to be had, it is dropped at once.
            let _ = std::thread::Builder::new().spawn_scoped(scope, move || drop(other));
            drop(one);
        });
    }
    let _ = is_long;
    drop((one, other));
}
