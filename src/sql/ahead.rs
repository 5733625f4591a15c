//! Many statements, read one after another: ahead of what is done with them, on a thread of its own, where that is
//! worth one.
//!
//! What is done with a tree is done on the caller's thread, in the order of the statements, as it would be without.
//! Never in it: what is done.

use super::syntax::{AT_ONCE, Fault, SyntaxNode, parse_each};

/// How many bytes a script must have to be worth a thread that reads ahead.
pub(crate) const LONG: usize = 16 << 10;

/// Reads statements, and hands each on with what goes with it. `is_long` says whether a thread is worth while.
pub(crate) fn read_each<'t, K: Send, S: Iterator<Item = (K, &'t str)>>(
    statements: impl Fn() -> S + Sync,
    is_long: bool,
    mut each: impl FnMut(K, Result<SyntaxNode, Fault>),
) {
    #[cfg(not(target_arch = "wasm32"))]
    if is_long && thread::read_each(&statements, &mut each).is_ok() {
        return;
    }
    let _ = is_long;
    let mut statements = statements();
    loop {
        let some = read_some(&mut statements);
        if some.is_empty() {
            return;
        }
        some.into_iter().for_each(|(with, read)| each(with, read));
    }
}

/// Reads the next statements, as many as are worth while at once.
fn read_some<'t, K>(
    statements: &mut impl Iterator<Item = (K, &'t str)>,
) -> Vec<(K, Result<SyntaxNode, Fault>)> {
    let (with, texts): (Vec<K>, Vec<&str>) = statements.take(AT_ONCE).unzip();
    with.into_iter().zip(parse_each(&texts)).collect()
}

#[cfg(not(target_arch = "wasm32"))]
mod thread {
    use std::io;
    use std::sync::mpsc::{SyncSender, sync_channel};
    use std::thread;

    use super::{Fault, SyntaxNode, read_some};
    use crate::sql::syntax::Detached;

    /// How many times as many as are read at once may be read ahead.
    const AHEAD: usize = 4;

    type Read<K> = (K, Result<Detached, Fault>);

    /// As [`super::read_each`], with a thread that reads.
    ///
    /// # Errors
    ///
    /// There is no thread to be had; nothing was read then.
    pub(super) fn read_each<'t, K: Send, S: Iterator<Item = (K, &'t str)>>(
        statements: &(impl Fn() -> S + Sync),
        each: &mut impl FnMut(K, Result<SyntaxNode, Fault>),
    ) -> io::Result<()> {
        thread::scope(|scope| {
            let (sender, receiver) = sync_channel(AHEAD);
            thread::Builder::new().spawn_scoped(scope, move || hand_over(statements(), &sender))?;
            for (with, read) in receiver.into_iter().flatten() {
                each(with, read.map(SyntaxNode::from));
            }
            Ok(())
        })
    }

    fn hand_over<'t, K>(
        mut statements: impl Iterator<Item = (K, &'t str)>,
        sender: &SyncSender<Vec<Read<K>>>,
    ) {
        loop {
            let some = read_some(&mut statements).into_iter();
            let read: Vec<Read<K>> =
                some.map(|(with, read)| (with, read.map(Detached::of))).collect();
            // Nobody listens any more where what is done with the trees panicked.
            if read.is_empty() || sender.send(read).is_err() {
                return;
            }
        }
    }
}
