//! What a branch has from others, by forks, merges and reverts, and how two branches compare.
//!
//! `lineage` is by forks alone: the entries that lead to a branch's head. `merges` reads which forks, merges and reverts
//! there were, and `having` tells what a point has by all of these. A `line` is a point with its entries and its schema.
//! `comparison` is what the rest of a history asks for: two branches over their base, which `bases` finds, with what each
//! did since; `renames` tells it what things of the base are called there. Never in it: what the changes of two branches
//! do to each other (see `crate::merge`).

mod bases;
pub(super) mod comparison;
mod having;
pub(super) mod lineage;
pub(super) mod lines;
pub(super) mod merges;
mod renames;
