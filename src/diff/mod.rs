//! Two catalogs → the least DDL that takes one to the other, in an order that runs, with hazards.
//!
//! [`diff`] pairs the objects of both (`pairing`), tells for each pair what differs (`compare`), decides
//! what is altered and what has to be dropped and made anew around that (`plan`), puts the steps in order
//! (`order`) and takes them one by one on a copy of the first catalog (`run`): a statement is worded for
//! the catalog as it is by then, what reads an object is put aside where it
//! can't stay (`around`), owners, comments and privileges are alike for all kinds (`general`), a step that has become needless (what a drop took along, what a parent
//! passed on to its children) is none, and what the catalog refuses PostgreSQL would refuse. So the result
//! is checked against the model of PostgreSQL as it is made; what remains is told in
//! [`Diff::unresolved`]. What could be meant otherwise is told beside it (`hints`).
//!
//! Never in it: how a kind of object is altered, dropped or made (see `Kind` in `catalog/kinds/mod.rs`:
//! `altered`, `dropped`, `added`, `renamed`, `is_in_the_way`, `hazards`); comparing of raw SQL; IO.

mod around;
mod compare;
mod general;
mod hazards;
mod hints;
mod order;
mod pairing;
mod plan;
mod report;
mod run;

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Hazard, ObjectId};
pub(crate) use hazards::without_harmless;
pub use hints::Hint;
use pairing::Pairs;
pub(crate) use pairing::full_name;
use plan::Plan;
pub use report::{SchemaDiff, StatementHazard};
use run::Run;

/// How objects of two catalogs are known to be the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// By their names: the catalogs were made from two scripts.
    #[default]
    ByName,
    /// By their identities: the catalogs are of one history. What was dropped and made again is known by its
    /// name, unless rows were lost on the way.
    Shared,
    /// By their identities, where these are older than one: the catalogs are of two lines of one history,
    /// which had no younger ones when they parted. By their names beyond that.
    SharedBefore(ObjectId),
}

/// What a diff is to be like.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How objects are paired.
    pub identity: Identity,
    /// Renames that are known, as full names before and after: `app.users.mail`, `app.users.email`.
    pub renames: Vec<(String, String)>,
    /// Whether statements are to keep a database in use usable, if that takes more of them.
    pub online: bool,
    /// Whether what reads a column stays there while the column gets another type, though that may be refused
    /// then: where it is two branches that did the one and the other, they are to know.
    pub in_place: bool,
}

/// A statement of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The statement, without a semicolon.
    pub sql: String,
    /// What is hazardous about it.
    pub hazards: Vec<Hazard>,
    /// The object that it is about, by its kind and full name.
    pub object: String,
}

/// What takes one schema to another.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// The statements, in an order that runs.
    pub statements: Vec<Statement>,
    /// What could be meant otherwise, or is not as one may expect.
    pub hints: Vec<Hint>,
    /// What still differs after the statements, as far as is known.
    pub unresolved: Vec<String>,
}

impl Diff {
    /// Returns the statements alone.
    pub fn into_ddl(self) -> Vec<String> {
        self.statements.into_iter().map(|statement| statement.sql).collect()
    }
}

/// How often what remains is looked at again: statements do things that no step asked for.
const ROUNDS: usize = 4;

/// Returns the statements that take a database with the schema `from` to the schema `to`.
pub fn diff(from: &Catalog, to: &Catalog, options: &Options) -> Diff {
    let (from, to) = (&from.lasting(), &to.lasting());
    let pairs = match options.identity {
        Identity::Shared => Pairs::shared(from, to, None, &options.renames),
        Identity::SharedBefore(limit) => Pairs::shared(from, to, Some(limit), &options.renames),
        Identity::ByName => Pairs::default().by_name(from, to, &options.renames, |_, _, _| true),
    };
    let mut hints = match options.identity {
        Identity::Shared => Vec::new(),
        _ => hints::renames(from, to, &pairs, &options.renames),
    };
    let mut anew = BTreeSet::new();
    let (run, plan) = loop {
        let (run, plan) = carried_out(from, to, &pairs, options, &anew);
        let count = anew.len();
        anew.extend(&run.given_up);
        if anew.len() == count {
            break (run, plan);
        }
    };
    let mut unresolved = plan.remains(run.now(), to);
    hints.extend(hints::orders(run.now(), to, run.pairs()));
    let mut diff = run.finish();
    if !unresolved.is_empty() {
        unresolved.append(&mut diff.unresolved);
    }
    Diff { unresolved, hints, ..diff }
}

/// Carries out what is to be done, `anew` what can only be made anew; returns the plan of what is left.
fn carried_out<'a>(
    from: &'a Catalog,
    to: &'a Catalog,
    pairs: &Pairs,
    options: &'a Options,
    anew: &BTreeSet<ObjectId>,
) -> (Run<'a>, Plan) {
    let mut run = Run::new(from, to, pairs.clone(), options);
    let mut plan = Plan::of(from, to, pairs.clone(), options.online, anew);
    for _ in 0..ROUNDS {
        if plan.is_empty() {
            break;
        }
        run.carry_out(plan);
        plan = Plan::of(run.now(), to, run.pairs().clone(), options.online, &BTreeSet::new());
    }
    (run, plan)
}
