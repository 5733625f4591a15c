//! Whole schemas: what the engine says of the statements between two schemas, said of the statements of the
//! texts.
//!
//! The engine sees each side as the statements that take the base to it. People see the text: a conflict
//! over a column is shown in the `CREATE TABLE` that has it. Never in it: what is a conflict.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use crate::catalog::{Accepted, Catalog, Effect, Object, Outcome, Session, Settings, followers};
use crate::diff;
use crate::ids::DdlId;
use crate::merge::sides::Who;
use crate::merge::{ConflictSide, MergeOptions, MergeWarning, Plan, plan_diffs};
use crate::sorted::gathered;
use crate::sql::ahead::{LONG, read_each};
use crate::sql::position::Positions;
use crate::sql::{Span, Statement};

/// Returns what a merge of three whole schemas comes to, each given as the statements that make it: what
/// stands under one name is one thing, and conflicts are placed in the statements, which are numbered from 1.
pub fn plan_schema_statements(
    base: &[Statement],
    source: &[Statement],
    target: &[Statement],
    options: &MergeOptions,
) -> Plan {
    let known = Text::of(base);
    let (mut source, mut target) = (Text::of(source), Text::of(target));
    let base = known.session.catalog();
    follow(&mut source.session, base, target.session.catalog());
    follow(&mut target.session, base, source.session.catalog());
    let by_name = diff::Options::default();
    let of_source = diff::diff(base, source.session.catalog(), &by_name);
    let of_target = diff::diff(base, target.session.catalog(), &by_name);
    let mut plan = plan_diffs(base, &of_source, &of_target, options);
    let conflicts = plan.conflicts.iter_mut().map(|one| (&mut one.source, &mut one.target));
    let warnings = plan.warnings.iter_mut().map(|one| (&mut one.source, &mut one.target));
    let mut sides: Vec<_> = conflicts.chain(warnings).collect();
    if !sides.is_empty() {
        let of_source = meant(base, &of_source.statements);
        let of_target = meant(base, &of_target.statements);
        for (of, ours) in &mut sides {
            source.place(of, &of_source);
            target.place(ours, &of_target);
        }
    }
    for conflict in &mut plan.conflicts {
        let (source, target) = (take(&mut conflict.source), take(&mut conflict.target));
        conflict.show(source, target);
    }
    for (explanation, side) in source.unread_beside(&known, Who::Source) {
        let unread = MergeWarning { source: vec![side], ..MergeWarning::of_unknown(explanation) };
        plan.doubt(unread, options);
    }
    for (explanation, side) in target.unread_beside(&known, Who::Target) {
        let unread = MergeWarning { target: vec![side], ..MergeWarning::of_unknown(explanation) };
        plan.doubt(unread, options);
    }
    plan
}

/// Makes the new partitions of a side follow what the other did to the defaults of their parents: a whole schema says of
/// each column also what it has only as its parent has it.
fn follow(side: &mut Session, base: &Catalog, other: &Catalog) {
    let followers = followers(side.catalog());
    if followers.is_empty() {
        return;
    }
    let (known, meant) = (base.by_designation(), other.by_designation());
    let default = |object: &Object, of: &Catalog| Some(object.get("default")?.to_sql(of));
    for follower in followers {
        let catalog = side.catalog();
        let pair = catalog.get(follower.column).zip(catalog.get(follower.origin));
        let Some((column, origin)) = pair else { continue };
        let name = origin.designation(catalog);
        let is_new = !known.contains_key(&column.designation(catalog));
        let before = known.get(&name).and_then(|id| base.get(*id));
        let after = meant.get(&name).and_then(|id| other.get(*id));
        let Some((before, after)) = before.zip(after).filter(|_| is_new) else { continue };
        let (before, after) = (default(before, base), default(after, other));
        if before != after
            && before == default(origin, catalog)
            && let Some(sql) = follower.altered(catalog, after.as_deref())
        {
            // What is refused stays as the side has it.
            let _ = side.execute(&sql);
        }
    }
}

/// What a statement does to an object, by names that another catalog knows too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Deed {
    /// The object's kind and full name.
    object: String,
    /// The attribute that it changes, if it does not make the object.
    attribute: Option<String>,
}

/// A deed, and the part of the statement that says it.
struct Meant {
    deed: Deed,
    /// The kind and name of what the object is a part of, if it is of something.
    whole: Option<String>,
    /// The part's span; empty where it is the whole.
    part: Span,
}

/// Returns what each of the statements between two schemas does.
fn meant(base: &Catalog, statements: &[diff::Statement]) -> Vec<Vec<Meant>> {
    let mut session = Session::new(base.clone(), Settings::default());
    let each = statements.iter().map(|statement| {
        let accepted = session.execute(&statement.sql);
        deeds(session.catalog(), accepted).0
    });
    each.collect()
}

/// Returns what a statement has done, and why that is not all known, if it is not.
fn deeds(catalog: &Catalog, accepted: Accepted<Outcome>) -> (Vec<Meant>, Option<String>) {
    let outcome = match accepted {
        Ok(outcome) => outcome,
        Err(refusal) => return (Vec::new(), Some(refusal.message.clone())),
    };
    let mut deeds = Vec::new();
    for (effect, span) in outcome.effects.iter().zip(&outcome.places) {
        let (object, attribute) = match effect {
            Effect::Created { object } => (catalog.get(*object), None),
            Effect::Changed { object, attribute, .. } => {
                (catalog.get(*object), Some(attribute.to_string()))
            }
            Effect::Renamed { object, .. } | Effect::Moved { object, .. } => {
                (catalog.get(*object), None)
            }
            Effect::Dropped { object, .. } => (Some(&**object), None),
            Effect::ReliedOn { .. } => (None, None),
        };
        let Some(object) = object else { continue };
        let whole = (!object.kind.is_whole).then(|| catalog.designation(object.parent));
        let designation = object.designation(catalog);
        deeds.push(Meant { deed: Deed { object: designation, attribute }, whole, part: *span });
    }
    (deeds, outcome.opaque)
}

/// A whole schema, and which of its statements says what.
struct Text<'a> {
    statements: &'a [Statement],
    session: Session,
    /// The statement that does it last, and the part that says it.
    places: BTreeMap<Deed, (usize, Span)>,
    /// The statements whose effects are not all known, and why.
    unread: Vec<(usize, String)>,
}

impl<'a> Text<'a> {
    fn of(statements: &'a [Statement]) -> Text<'a> {
        let (session, places, unread) = (Session::default(), BTreeMap::new(), Vec::new());
        let mut text = Text { statements, session, places, unread };
        let length: usize = statements.iter().map(|statement| statement.text.len()).sum();
        let texts = || statements.iter().map(|statement| &*statement.text).enumerate();
        read_each(texts, length >= LONG, |number, read| {
            let accepted = text.session.execute_read(read);
            let (deeds, unknown) = deeds(text.session.catalog(), accepted);
            text.unread.extend(unknown.map(|reason| (number, reason)));
            for Meant { deed, part, .. } in deeds {
                text.places.insert(deed, (number, part));
            }
        });
        text
    }

    /// Returns the statements whose effects are not all known and that another text has not, with words for it.
    fn unread_beside(&self, known: &Text<'_>, who: Who) -> Vec<(String, ConflictSide)> {
        let known: BTreeSet<&str> = gathered(known.statements.iter().map(|one| &*one.text));
        let unread = self.unread.iter().filter_map(|(number, reason)| {
            let statement = self.statements.get(*number)?;
            let explanation =
                format!("{who} has a statement whose effects are not all known: {reason}");
            (!known.contains(&*statement.text))
                .then(|| (explanation, self.whole(*number, statement)))
        });
        unread.collect()
    }

    fn whole(&self, number: usize, statement: &Statement) -> ConflictSide {
        ConflictSide {
            ddl_id: DdlId(number as u64 + 1),
            statement: statement.text.clone(),
            span: Span { start: 0, end: statement.text.len() },
            position: Positions::new(&statement.text).at(0),
        }
    }

    /// Points the statements of a side at those of the text.
    fn place(&self, sides: &mut Vec<ConflictSide>, meant: &[Vec<Meant>]) {
        for side in sides.iter_mut() {
            let number = usize::try_from(side.ddl_id.0).unwrap_or_default();
            let deeds = number.checked_sub(1).and_then(|number| meant.get(number));
            let deeds = deeds.map(Vec::as_slice).unwrap_or_default();
            match self.found(deeds, side.span) {
                Some((number, part)) => self.show(side, number, part),
                None => side.ddl_id = DdlId(0),
            }
        }
        sides.dedup();
    }

    /// Returns the statement that says what a part of another does: what changes the attribute, or makes
    /// the object, or what the object is gone from.
    fn found(&self, deeds: &[Meant], part: Span) -> Option<(usize, Span)> {
        let is_meant = |one: &&Meant| {
            let Span { start, end } = one.part;
            end <= start || (start < part.end && part.start < end)
        };
        let of = |object: &str, attribute: Option<&String>| {
            let deed = Deed { object: object.to_owned(), attribute: attribute.cloned() };
            self.places.get(&deed).copied()
        };
        let meant: Vec<&Meant> = deeds.iter().filter(is_meant).collect();
        let exact = meant.iter().find_map(|one| of(&one.deed.object, one.deed.attribute.as_ref()));
        let made = || meant.iter().find_map(|one| of(&one.deed.object, None));
        let whole = || meant.iter().find_map(|one| of(one.whole.as_ref()?, None));
        exact.or_else(made).or_else(whole)
    }

    fn show(&self, side: &mut ConflictSide, number: usize, part: Span) {
        let Some(statement) = self.statements.get(number) else { return };
        *side = self.whole(number, statement);
        if part.end > part.start {
            side.span = part;
            side.position = Positions::new(&statement.text).at(part.start);
        }
    }
}
