//! Statements of which no more is known than what they are about: those that the catalog refuses, and those
//! that are not PostgreSQL's.
//!
//! Such a statement counts by its operation, the type of its object and the name, as they were read or
//! recorded. Never in it: what the catalog knows by itself.

use super::conflict::ConflictClass;
use super::finding::Finding;
use crate::catalog::{Object, ObjectId};
use crate::map::Groups;
use crate::merge::sides::Who;
use crate::merge::sides::described::Described;
use crate::merge::sides::pair::Pair;
use crate::merge::sides::side::{Evidence, Side};
use crate::sql::syntax::{SyntaxKind, SyntaxNode};
use crate::sql::{
    DdlObjectType, DdlOperation, Mode, Span, canonical, identifier, names, parse_script,
};

/// What a statement says of one object.
#[derive(Debug)]
struct Claim {
    operation: DdlOperation,
    object: Described,
    /// What the object stands on: the table of a trigger.
    whole: Option<String>,
    /// The relations that the statement names besides.
    mentions: Vec<String>,
    /// All names in it, whatever they name.
    words: Vec<String>,
    by: Evidence,
}

/// Finds what the statements of which little is known do to each other, and to what is known.
pub(crate) fn find(pair: Pair<'_>) -> Vec<Finding> {
    let (source, target) = (claims(pair.own), claims(pair.other));
    let mut findings = among(pair, &source, &target);
    findings.extend(against_objects(pair.flipped(), Who::Source, &source));
    findings.extend(against_objects(pair, Who::Target, &target));
    findings
}

fn claims(side: &Side<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (statement, run) in side.runs.iter().enumerate() {
        if run.is_refused {
            claim(side, statement, side.tree(statement).as_ref(), &mut claims);
        }
    }
    claims
}

/// Reads what a statement is about; where its text tells nothing, its record does.
fn claim(side: &Side<'_>, statement: usize, tree: Option<&SyntaxNode>, claims: &mut Vec<Claim>) {
    let Some(change) = side.changes.get(statement) else { return };
    let by = Evidence { statement, span: Span { start: 0, end: change.statement.len() } };
    let mentions = tree.map(mentioned).unwrap_or_default();
    let words = tree.map(words).unwrap_or_default();
    let mut add = |operation, kind, name: &str| {
        let (part, whole) = match name.split_once(" on ") {
            Some((part, whole)) => (part, Some(normal(whole))),
            None => (name, None),
        };
        let name = match &whole {
            Some(whole) => format!("{} on {whole}", normal(part)),
            None => normal(part),
        };
        let object = Described { kind, name };
        let (mentions, words) = (mentions.clone(), words.clone());
        claims.push(Claim { operation, object, whole, mentions, words, by });
    };
    if tree.is_none() {
        for name in listed(change.object_name) {
            add(change.operation, change.object_type, name);
        }
        return;
    }
    let Ok(script) = parse_script(change.statement, Mode::Lenient) else { return };
    for statement in script.statements.iter().filter(|statement| statement.is_ddl()) {
        for object in &statement.objects {
            add(statement.operation, object.object_type, &object.name);
        }
    }
}

/// Returns the names in a list with commas; those between parentheses or quotes part nothing.
fn listed(list: &str) -> Vec<&str> {
    let (mut depth, mut quoted) = (0_i32, false);
    let names = list.split(move |letter| {
        match letter {
            '"' => quoted = !quoted,
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0 && !quoted
    });
    names.map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Returns a name as objects are described: folded, quoted where it has to be, without `public`.
fn normal(name: &str) -> String {
    let (bare, arguments) = name.split_at(name.find('(').unwrap_or(name.len()));
    let mut normal = String::new();
    for (place, part) in bare.split('.').enumerate() {
        let part = identifier::read(part.trim(), '\\');
        if place == 0 && part == "public" {
            continue;
        }
        if !normal.is_empty() {
            normal.push('.');
        }
        normal.push_str(&identifier::quote(&part));
    }
    normal.push_str(arguments);
    normal
}

/// Returns the relations that a statement names.
fn mentioned(tree: &SyntaxNode) -> Vec<String> {
    let names_relation = |node: &SyntaxNode| {
        matches!(
            node.kind(),
            SyntaxKind::TABLE_NAME_REF
                | SyntaxKind::RELATION_NAME_REF
                | SyntaxKind::RELATION_FROM_ITEM
        )
    };
    tree.descendants().filter(names_relation).map(|node| normal(&names::path(&node))).collect()
}

/// Returns the names in a statement, whatever they name.
fn words(tree: &SyntaxNode) -> Vec<String> {
    let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    let names = tokens.filter(|token| token.kind() == SyntaxKind::IDENT);
    names.map(|token| identifier::read(token.text(), '\\')).collect()
}

/// Returns the kind of object that stands for the namespace of a kind.
fn namespace(kind: DdlObjectType) -> DdlObjectType {
    use DdlObjectType as Kind;
    match kind {
        Kind::Index
        | Kind::View
        | Kind::MaterializedView
        | Kind::Sequence
        | Kind::ForeignTable
        | Kind::PropertyGraph => Kind::Table,
        Kind::Domain => Kind::Type,
        Kind::Procedure | Kind::Aggregate => Kind::Function,
        other => other,
    }
}

fn is_one(one: &Described, other: &Described) -> bool {
    one.name == other.name && namespace(one.kind) == namespace(other.kind)
}

/// Finds claims of both sides on one object.
fn among(pair: Pair<'_>, source: &[Claim], target: &[Claim]) -> Vec<Finding> {
    let mut named = Vec::new();
    for claim in target {
        named.extend(claim.names().map(|name| (name, claim)));
    }
    let by_name = Groups::of(named);
    let mut findings = Vec::new();
    for ours in source {
        for theirs in ours.names().flat_map(|name| by_name.get(name)) {
            findings.extend(both(pair, ours, theirs));
        }
    }
    findings
}

fn both(pair: Pair<'_>, ours: &Claim, theirs: &Claim) -> Option<Finding> {
    use DdlOperation::{Create, Drop};
    let (drops, dropped) = (ours.operation == Drop, theirs.operation == Drop);
    let class = if is_one(&ours.object, &theirs.object) {
        let text = |side: &Side<'_>, claim: &Claim| canonical(side.text(claim.by.statement));
        match (ours.operation, theirs.operation) {
            (Drop, Drop) => return None,
            (Drop, _) | (_, Drop) => ConflictClass::DropVsModify,
            (one, other) if one != other => return None,
            _ if text(pair.own, ours) == text(pair.other, theirs) => return None,
            (Create, _) => ConflictClass::BothCreated,
            _ => ConflictClass::BothModified,
        }
    } else if (drops && theirs.whole.as_ref() == Some(&ours.object.name))
        || (dropped && ours.whole.as_ref() == Some(&theirs.object.name))
    {
        ConflictClass::DropVsReference
    } else {
        return None;
    };
    let object = if dropped { theirs.object.clone() } else { ours.object.clone() };
    let explanation = format!("both sides have to do with {object}, and no more is known");
    Some(Finding::new(object, class, explanation).shown_by(vec![ours.by], vec![theirs.by]))
}

/// Finds what claims do to objects of a side; `who` made the claims.
fn against_objects(pair: Pair<'_>, who: Who, claims: &[Claim]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if claims.is_empty() {
        return findings;
    }
    let mut named = Vec::new();
    for &id in pair.own.accounts.keys() {
        let mut name = |object: ObjectId| named.push((pair.described(object).name, id));
        name(id);
        if let Some(part) =
            pair.ground.catalog.get(id).filter(|_| pair.own.catalog.get(id).is_none())
        {
            name(part.parent);
        }
        if let Some(object) = pair.own.catalog.get(id) {
            used(object).into_iter().for_each(name);
        }
    }
    let by_name = Groups::of(named);
    for claim in claims {
        let names = std::iter::once(&claim.object.name).chain(&claim.mentions).chain(&claim.whole);
        for &id in names.flat_map(|name| by_name.get(name)) {
            if let Some(finding) = told(pair, who, claim, id) {
                findings.push(finding);
                break;
            }
        }
    }
    findings
}

/// Returns the objects that an object is a part of or mentions.
fn used(object: &Object) -> Vec<ObjectId> {
    let mut used = vec![object.parent];
    used.extend(object.attributes.values().flat_map(|value| value.objects()));
    used
}

impl Claim {
    /// Returns the names by which it is found: the object's, and that of what the object stands on.
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.object.name).chain(&self.whole).map(String::as_str)
    }

    /// Tells whether the statement names an object of the base, or its part.
    fn is_about(&self, pair: Pair<'_>, id: ObjectId) -> bool {
        let Some(object) = pair.ground.catalog.get(id) else { return false };
        let name = pair.described(id).name;
        self.mentions.contains(&name)
            || self.whole.as_ref() == Some(&name)
            || self.words.iter().any(|word| **word == *object.name)
    }
}

fn told(pair: Pair<'_>, who: Who, claim: &Claim, id: ObjectId) -> Option<Finding> {
    let object = pair.described(id);
    let account = pair.own.accounts.get(&id)?;
    let is_there = pair.own.catalog.get(id);
    let is_own = is_one(&object, &claim.object);
    let drops = claim.operation == DdlOperation::Drop;
    let (class, over) = match is_there {
        None if pair.is_new(id) || (is_own && drops) => return None,
        None if is_own => (ConflictClass::DropVsModify, object),
        None if claim.is_about(pair, id) => (ConflictClass::DropVsReference, object),
        Some(_) if is_own && claim.operation == DdlOperation::Create && pair.is_new(id) => {
            (ConflictClass::BothCreated, object)
        }
        Some(_) if is_own && drops => (ConflictClass::DropVsModify, object),
        Some(there)
            if drops
                && used(there).iter().any(|used| is_one(&pair.described(*used), &claim.object)) =>
        {
            match there.kind.is_defining {
                true => (ConflictClass::DropVsModify, claim.object.clone()),
                false => (ConflictClass::DropVsReference, claim.object.clone()),
            }
        }
        _ => return None,
    };
    let by = match (&account.dropped, is_there) {
        (Some(dropping), None) => dropping.by,
        _ => pair.own.origin(id)?,
    };
    let explanation = format!("both sides have to do with {over}, and no more is known");
    Some(Finding::new(over, class, explanation).shown_from(who, vec![claim.by], vec![by]))
}
