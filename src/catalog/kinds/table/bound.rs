//! The bounds of partitions: which rows each takes, and that no two take the same.
//!
//! The rules are those of `transformPartitionBound` in PostgreSQL's `src/backend/parser/parse_utilcmd.c`
//! and `check_new_partition_bound` in `src/backend/partitioning/partbounds.c`. Never in it: what the values in
//! them are (see `bound_value`), which others are looked at (see `bound_place`), the columns and constraints that
//! partitions share with their parent.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{BOUND, PARTITION_BY, PARTITION_OF, bound_place, bound_value};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::column::COLUMN;
use crate::catalog::kinds::expression_place;
use crate::catalog::kinds::label::LABEL_NAMES;
use crate::catalog::kinds::{Discord, Matter};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::types::{casts, input};
use crate::catalog::{Form, Object, ObjectId, Value, types};
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, written};
use crate::sql::{Span, canonical_part};

/// Returns the node of a partition's bound among a statement's.
pub(super) fn node(statement: &SyntaxNode) -> Option<SyntaxNode> {
    use SyntaxKind::*;
    statement.children().find(|node| {
        matches!(
            node.kind(),
            PARTITION_FOR_VALUES_FROM
                | PARTITION_FOR_VALUES_IN
                | PARTITION_FOR_VALUES_WITH
                | PARTITION_DEFAULT
        )
    })
}

/// Returns the bound of a partition of a table, as SQL.
pub(super) fn read(edit: &Edit<'_>, parent: ObjectId, node: &SyntaxNode) -> Accepted<Value> {
    use SyntaxKind::*;
    let key = edit.get(parent).and_then(|parent| key(edit.catalog(), parent));
    let type_of = |place| key.as_ref().and_then(|key| key.type_of(place));
    let mut value = Value::default();
    match node.kind() {
        PARTITION_DEFAULT => value.push_text("DEFAULT"),
        PARTITION_FOR_VALUES_IN => {
            value.push_text("FOR VALUES IN ");
            value.push(&values(edit, node, |_| type_of(0))?);
        }
        PARTITION_FOR_VALUES_FROM => {
            let ends = [("FOR VALUES FROM ", PARTITION_FROM_VALUES), (" TO ", PARTITION_TO_VALUES)];
            for (word, kind) in ends {
                value.push_text(word);
                if let Some(list) = child(node, kind) {
                    value.push(&values(edit, &list, type_of)?);
                }
            }
        }
        _ => {
            let bounds: Vec<String> = children(node, HASH_PARTITION_BOUND)
                .map(|bound| canonical_part(&written(&bound)))
                .collect();
            value.push_text(&format!("FOR VALUES WITH ({})", bounds.join(", ")));
        }
    }
    Ok(value)
}

fn values<'a>(
    edit: &Edit<'_>,
    list: &SyntaxNode,
    type_of: impl Fn(usize) -> Option<&'a Value>,
) -> Accepted<Value> {
    let mut value = Value::from("(");
    for (place, node) in list.children().enumerate() {
        value.push_text(if place > 0 { ", " } else { "" });
        let text = written(&node).trim().to_ascii_lowercase();
        if matches!(text.as_str(), "minvalue" | "maxvalue") {
            value.push_text(&text.to_ascii_uppercase());
        } else if let Some(label) = type_of(place).and_then(|type_| label(edit, &node, type_)) {
            value.push(&label);
        } else {
            let scope = Scope::default();
            let read = expression_place::PARTITION_BOUND.expression(edit, &node, &scope)?;
            value.push(&bound_value::kept(read, type_of(place)));
        }
    }
    value.push_text(")");
    Ok(value)
}

/// Returns a string as the label that it is of an enum.
fn label(edit: &Edit<'_>, node: &SyntaxNode, type_: &Value) -> Option<Value> {
    let enum_ = casts::base_type(edit.catalog(), type_).objects().next()?;
    let label = edit.catalog().named(enum_, LABEL_NAMES, &resolve::string(node)?)?;
    Some(Value::name(label, Form::Literal))
}

/// A bound, as far as it can be compared with others.
#[derive(Debug)]
pub(super) enum Bound<'s> {
    Default,
    List(Vec<&'s str>),
    Range(Vec<&'s str>, Vec<&'s str>),
    Hash(u64, u64),
}

/// Returns the SQL of a bound: most name nothing.
fn sql<'v>(bound: &'v Value, catalog: &Catalog) -> Cow<'v, str> {
    bound.as_text().map_or_else(|| Cow::Owned(bound.to_sql(catalog)), Cow::Borrowed)
}

/// Reads a bound from its SQL.
pub(super) fn parsed(sql: &str) -> Option<Bound<'_>> {
    let Some(rest) = sql.strip_prefix("FOR VALUES ") else { return Some(Bound::Default) };
    let (word, list) = rest.split_once(" (")?;
    match word {
        "IN" => Some(Bound::List(items(list.strip_suffix(')')?))),
        "FROM" => {
            let (from, to) = list.strip_suffix(')')?.split_once(") TO (")?;
            Some(Bound::Range(items(from), items(to)))
        }
        _ => {
            let words: Vec<&str> =
                list.split([' ', ',', ')']).filter(|word| !word.is_empty()).collect();
            let after = |name: &str| {
                let at = words.iter().position(|word| *word == name)?;
                words.get(at + 1)?.parse().ok()
            };
            Some(Bound::Hash(after("modulus")?, after("remainder")?))
        }
    }
}

/// Splits a list at the commas outside of quotes and parentheses.
fn items(list: &str) -> Vec<&str> {
    let (mut is_quoted, mut depth) = (false, 0);
    let is_between = |letter: char| {
        match letter {
            '\'' => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth -= 1,
            _ => {}
        }
        letter == ',' && !is_quoted && depth == 0
    };
    list.split(is_between).map(str::trim).collect()
}

/// The key of a partitioned table.
pub(super) struct Key {
    strategy: String,
    /// The types of its columns; nothing where it is an expression.
    types: Vec<Option<Value>>,
    /// The names of its columns.
    names: Vec<String>,
}

impl Key {
    pub(super) fn type_of(&self, place: usize) -> Option<&Value> {
        self.types.get(place)?.as_ref()
    }
}

fn key(catalog: &Catalog, parent: &Object) -> Option<Key> {
    let value = parent.get(PARTITION_BY)?;
    let sql = value.to_sql(catalog);
    let (strategy, list) = sql.split_once(" (")?;
    let items = items(list.strip_suffix(')')?);
    let columns: Vec<&Object> = value
        .objects()
        .filter_map(|id| catalog.get(id))
        .filter(|object| object.is(&COLUMN))
        .collect();
    let is_plain = columns.len() == items.len();
    let types = (0..items.len()).map(|place| {
        let column = columns.get(place).filter(|_| is_plain)?;
        column.get("type").cloned()
    });
    let names = columns.iter().map(|column| column.name.to_string()).collect();
    Some(Key { strategy: strategy.to_ascii_lowercase(), types: types.collect(), names })
}

/// Refuses the bound of a new partition where its parent can't have it.
pub(super) fn check(edit: &Edit<'_>, parent: ObjectId, bound: &Value, span: Span) -> Accepted<()> {
    let Some(object) = edit.get(parent) else { return Ok(()) };
    let Some(key) = key(edit.catalog(), object) else { return Ok(()) };
    let sql = sql(bound, edit.catalog());
    let Some(new) = parsed(&sql) else { return Ok(()) };
    check_form(&key, &new, span)?;
    check_values(edit, &key, &new, span)
}

/// Refuses the bound of a new partition where other partitions take the same rows, or none can be.
pub(super) fn check_others(
    edit: &Edit<'_>,
    parent: ObjectId,
    partition: ObjectId,
    bound: &Value,
    span: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(parent) else { return Ok(()) };
    let Some(key) = key(edit.catalog(), object) else { return Ok(()) };
    let own_sql = sql(bound, edit.catalog());
    let Some(new) = parsed(&own_sql) else { return Ok(()) };
    let name = edit.get(partition).map(|partition| &*partition.name).unwrap_or_default();
    check_not_empty(&key, &new, name, span)?;
    for other in bound_place::near(edit.catalog(), parent, &key, &new, None) {
        let Some(other) = edit.get(other) else { continue };
        let Some(bound) = other.get(BOUND).map(|bound| sql(bound, edit.catalog())) else {
            continue;
        };
        let Some(old) = parsed(&bound) else { continue };
        if matches!((&new, &old), (Bound::Default, Bound::Default)) {
            let message = format!(
                "partition \"{name}\" conflicts with existing default partition \"{}\"",
                other.name
            );
            return Err(Refusal::invalid_object(span, message));
        }
        check_modulus(&new, &old, other, span)?;
        if overlap(&key, &new, &old) == Some(true) {
            let message =
                format!("partition \"{name}\" would overlap partition \"{}\"", other.name);
            return Err(Refusal::invalid_object(span, message));
        }
    }
    Ok(())
}

/// Tells whether a partition takes rows that others take, or may take; one of two tells of both.
pub(super) fn discord(catalog: &Catalog, partition: &Object) -> Vec<Discord> {
    overlaps(catalog, partition).unwrap_or_default()
}

/// Returns the partitions for the same rows that stand before it; nothing for what is no partition.
fn overlaps(catalog: &Catalog, partition: &Object) -> Option<Vec<Discord>> {
    let parent = catalog.get(partition.object(PARTITION_OF)?)?;
    let key = key(catalog, parent)?;
    let own_sql = sql(partition.get(BOUND)?, catalog);
    let own = parsed(&own_sql)?;
    let mut overlaps = Vec::new();
    for other in bound_place::near(catalog, parent.id, &key, &own, Some(partition.id)) {
        let Some(other) = catalog.get(other) else { continue };
        let Some(other_sql) = other.get(BOUND).map(|bound| sql(bound, catalog)) else { continue };
        let Some(bound) = parsed(&other_sql) else { continue };
        let (with, span) = (other.id, crate::catalog::session::NOWHERE);
        let both_default = matches!((&own, &bound), (Bound::Default, Bound::Default));
        let clash = check_modulus(&own, &bound, other, span).is_err();
        let overlap = overlap(&key, &own, &bound);
        if both_default || clash || overlap != Some(false) {
            // Whichever of the two it is, the same is told.
            let sql = own_sql.as_ref().min(&other_sql);
            let (one, another) = (quote(&partition.name), quote(&other.name));
            let names = match one < another {
                true => format!("{one} and {another}"),
                false => format!("{another} and {one}"),
            };
            let reason = match overlap {
                _ if clash => format!(
                    "can't have partitions {names} beside each other: of two moduli one is to divide the other"
                ),
                None => format!("can't have partitions {names}, which may take the same rows"),
                Some(_) => format!("can't have partitions {names}, which take the same rows"),
            };
            overlaps.push(Discord {
                over: parent.id,
                attribute: format!("partition {sql}"),
                with,
                matter: Matter::Overlap,
                reason,
            });
        }
    }
    Some(overlaps)
}

/// Refuses what is no bound for the key.
fn check_form(key: &Key, bound: &Bound<'_>, span: Span) -> Accepted<()> {
    let fault = |message: &str| Err(Refusal::invalid_table(span, message));
    let strategy = key.strategy.as_str();
    match (strategy, bound) {
        ("hash", Bound::Default) => {
            fault("a hash-partitioned table may not have a default partition")
        }
        (_, Bound::Default) | ("list", Bound::List(_)) => Ok(()),
        ("hash", Bound::Hash(0, _)) => {
            fault("modulus for hash partition must be an integer value greater than zero")
        }
        ("hash", Bound::Hash(modulus, remainder)) if remainder >= modulus => {
            fault("remainder for hash partition must be less than modulus")
        }
        ("hash", Bound::Hash(..)) => Ok(()),
        ("range", Bound::Range(from, to)) => {
            for (word, end) in [("FROM", from), ("TO", to)] {
                if end.len() != key.types.len() {
                    return fault(&format!(
                        "{word} must specify exactly one value per partitioning column"
                    ));
                }
                check_end(end, span)?;
            }
            Ok(())
        }
        _ => fault(&format!("invalid bound specification for a {strategy} partition")),
    }
}

/// Refuses a range of no values.
fn check_not_empty(key: &Key, bound: &Bound<'_>, name: &str, span: Span) -> Accepted<()> {
    let Bound::Range(from, to) = bound else { return Ok(()) };
    if !matches!(compare_all(key, from, to), Some(Ordering::Greater | Ordering::Equal)) {
        return Ok(());
    }
    let message = format!("empty range bound specified for partition \"{name}\"");
    Err(Refusal::invalid_object(span, message))
}

/// Refuses strings that are no values of the key's types, and numbers that do not become any.
fn check_values(edit: &Edit<'_>, key: &Key, bound: &Bound<'_>, span: Span) -> Accepted<()> {
    let ends: Vec<&Vec<&str>> = match bound {
        Bound::List(values) => vec![values],
        Bound::Range(from, to) => vec![from, to],
        _ => Vec::new(),
    };
    for (place, value) in ends.iter().flat_map(|end| end.iter().enumerate()) {
        let place = if matches!(bound, Bound::List(_)) { 0 } else { place };
        let Some(type_) = key.type_of(place) else { continue };
        let inner = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
        if let Some(text) = inner {
            input::check(edit.catalog(), type_, text, span)?;
        } else if value.parse::<i32>().is_ok()
            && !casts::is_assignable(edit.catalog(), &Value::from("integer"), type_)
        {
            let shown = super::default::types_shown(edit, &types::without_modifiers(type_));
            let name = key.names.get(place).map(String::as_str).unwrap_or_default();
            let message =
                format!("specified value cannot be cast to type {shown} for column \"{name}\"");
            return Err(Refusal::type_mismatch(span, message));
        }
    }
    Ok(())
}

/// After `MINVALUE` and `MAXVALUE` nothing else follows.
fn check_end(end: &[&str], span: Span) -> Accepted<()> {
    let mut before: Option<&str> = None;
    for &value in end {
        if value.eq_ignore_ascii_case("null") {
            return Err(Refusal::invalid_table(span, "cannot specify NULL in range bound"));
        }
        if let Some(word @ ("MINVALUE" | "MAXVALUE")) = before
            && value != word
        {
            let message = format!("every bound following {word} must also be {word}");
            return Err(Refusal::type_mismatch(span, message));
        }
        before = Some(value);
    }
    Ok(())
}

/// Each modulus of a hash-partitioned table divides the greater ones.
fn check_modulus(new: &Bound<'_>, old: &Bound<'_>, other: &Object, span: Span) -> Accepted<()> {
    let (Bound::Hash(new, _), Bound::Hash(old, _)) = (new, old) else { return Ok(()) };
    if new % old == 0 || old % new == 0 {
        return Ok(());
    }
    let name = &other.name;
    let message = "every hash partition modulus must be a factor of the next larger modulus";
    let detail = format!(
        "The new modulus {new} is not divisible by {old}, the modulus of existing partition \"{name}\"."
    );
    Err(Refusal::invalid_object(span, message).with_detail(detail))
}

/// Tells whether two bounds take the same rows, as far as that is known from their texts.
fn overlap(key: &Key, new: &Bound<'_>, old: &Bound<'_>) -> Option<bool> {
    Some(match (new, old) {
        (Bound::List(new), Bound::List(old)) => {
            let type_ = key.type_of(0).and_then(Value::as_text);
            let mut is_known = true;
            for (one, other) in new.iter().flat_map(|one| old.iter().map(move |it| (one, it))) {
                match bound_value::are_equal(type_, one, other) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => is_known = false,
                }
            }
            return is_known.then_some(false);
        }
        (Bound::Range(from, to), Bound::Range(old_from, old_to)) => {
            let order = |one, other| compare_all(key, one, other);
            let is_less = |one, other| Some(order(one, other)? == Ordering::Less);
            let are_equal = |one, other| order(one, other) == Some(Ordering::Equal);
            match (is_less(from, old_to), is_less(old_from, to)) {
                (Some(false), _) | (_, Some(false)) => false,
                (Some(true), Some(true)) => true,
                // No range is empty, so two that begin, or end, alike have values in common in any order.
                _ if are_equal(from, old_from) || are_equal(to, old_to) => true,
                _ => return None,
            }
        }
        (Bound::Hash(modulus, remainder), Bound::Hash(old_modulus, old_remainder)) => {
            let least = (*modulus).min(*old_modulus);
            least > 0 && remainder % least == old_remainder % least
        }
        _ => false,
    })
}

fn compare_all(key: &Key, one: &[&str], other: &[&str]) -> Option<Ordering> {
    for ((one, other), type_) in one.iter().zip(other).zip(&key.types) {
        let is_limit = |value: &str| matches!(value, "MINVALUE" | "MAXVALUE");
        match bound_value::compare(type_.as_ref().and_then(Value::as_text), one, other)? {
            // Limits are alike whatever follows.
            Ordering::Equal if is_limit(one) => return Some(Ordering::Equal),
            Ordering::Equal => {}
            decided => return Some(decided),
        }
    }
    Some(Ordering::Equal)
}
