//! The storage parameters of tables: their names, and what they can be.
//!
//! From PostgreSQL's `src/backend/access/common/reloptions.c`. Never in it: the parameters of indexes
//! and views.

use crate::catalog::refusal::{Accepted, Refusal};
use crate::sql::{Span, literal};

/// What a parameter can be.
#[derive(Clone, Copy)]
pub(crate) enum Range {
    Boolean,
    /// From, to.
    Integer(i64, i64),
    Number,
    Word,
}

use Range::{Boolean, Integer, Number, Word};

/// The most that an integer parameter can be.
const MOST: i64 = i32::MAX as i64;

/// The parameters that a table has and its TOAST table has not.
const OWN: &[(&str, Range)] = &[
    ("fillfactor", Integer(10, 100)),
    ("toast_tuple_target", Integer(128, 8160)),
    ("parallel_workers", Integer(0, 1024)),
    ("user_catalog_table", Boolean),
    ("autovacuum_analyze_threshold", Integer(0, MOST)),
    ("autovacuum_analyze_scale_factor", Number),
];

/// The parameters that both have.
const SHARED: &[(&str, Range)] = &[
    ("autovacuum_enabled", Boolean),
    ("autovacuum_vacuum_threshold", Integer(0, MOST)),
    ("autovacuum_vacuum_max_threshold", Integer(-1, MOST)),
    ("autovacuum_vacuum_insert_threshold", Integer(-1, MOST)),
    ("autovacuum_vacuum_cost_delay", Number),
    ("autovacuum_vacuum_cost_limit", Integer(1, 10_000)),
    ("autovacuum_vacuum_scale_factor", Number),
    ("autovacuum_vacuum_insert_scale_factor", Number),
    ("autovacuum_freeze_min_age", Integer(0, 1_000_000_000)),
    ("autovacuum_freeze_max_age", Integer(100_000, 2_000_000_000)),
    ("autovacuum_freeze_table_age", Integer(0, 2_000_000_000)),
    ("autovacuum_multixact_freeze_min_age", Integer(0, 1_000_000_000)),
    ("autovacuum_multixact_freeze_max_age", Integer(10_000, 2_000_000_000)),
    ("autovacuum_multixact_freeze_table_age", Integer(0, 2_000_000_000)),
    ("log_autovacuum_min_duration", Integer(-1, MOST)),
    ("log_autoanalyze_min_duration", Integer(-1, MOST)),
    ("vacuum_index_cleanup", Word),
    ("vacuum_truncate", Boolean),
    ("vacuum_max_eager_freeze_failure_rate", Number),
];

/// Refuses a parameter that a table has not, or a value that it can't be.
///
/// # Errors
///
/// `22023`.
pub(super) fn check(name: &str, value: &str, span: Span) -> Accepted<()> {
    let fault = |message: String| Err(Refusal::invalid_parameter(span, message));
    let (namespace, name) = name.split_once('.').map_or(("", name), |(space, name)| (space, name));
    if !matches!(namespace, "" | "toast") {
        return fault(format!("unrecognized parameter namespace \"{namespace}\""));
    }
    let own = if namespace.is_empty() { OWN } else { &[] };
    let known = own.iter().chain(SHARED).find(|(known, _)| *known == name);
    let Some((_, range)) = known else {
        return fault(format!("unrecognized parameter \"{name}\""));
    };
    check_value(name, *range, value, span)
}

/// Refuses a value that a parameter can't be.
///
/// # Errors
///
/// `22023`.
pub(crate) fn check_value(name: &str, range: Range, value: &str, span: Span) -> Accepted<()> {
    let fault = |message: String| Err(Refusal::invalid_parameter(span, message));
    let value = value.trim_matches('\'');
    match range {
        Boolean if !is_boolean(value) => {
            fault(format!("invalid value for boolean option \"{name}\": {value}"))
        }
        Integer(least, most) => match value.parse::<i64>() {
            Err(_) => fault(format!("invalid value for integer option \"{name}\": {value}")),
            Ok(number) if number < least || number > most => {
                let detail = format!("Valid values are between \"{least}\" and \"{most}\".");
                let message = format!("value {value} out of bounds for option \"{name}\"");
                Err(Refusal::invalid_parameter(span, message).with_detail(detail))
            }
            Ok(_) => Ok(()),
        },
        Number if !literal::is_number(value) => {
            fault(format!("invalid value for floating point option \"{name}\": {value}"))
        }
        _ => Ok(()),
    }
}

fn is_boolean(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    !value.is_empty()
        && (["true", "false", "yes", "no"].iter().any(|word| word.starts_with(&value))
            || matches!(value.as_str(), "on" | "off" | "of" | "1" | "0"))
}
