//! Expressions and queries → values in which names are references.
//!
//! Names are looked up as PostgreSQL looks them up, and frozen: what an expression means is decided when
//! it is recorded. `SELECT *` becomes the columns there are; every column is qualified where another
//! could get its name; a column that is selected under its own name keeps that name as its alias. Never
//! in it: what becomes of the value.

mod allowed;
mod arguments;
mod body;
mod call;
mod cast;
mod coerce;
mod common_table;
mod expression;
mod from;
mod grouped;
mod grouping;
mod infer;
mod join;
mod literal;
mod modify;
mod mutable;
mod names;
mod operation;
mod operators;
mod overload;
mod query;
mod scope;
mod select;
mod special;
mod target;
mod writer;

pub(crate) use body::{body, statement};
pub(crate) use coerce::coerced;
pub(crate) use common_table::recursive_query;
pub(crate) use expression::{expression, is_query};
pub(crate) use grouped::aggregates;
pub(crate) use infer::element_of;
pub(crate) use literal::string;
pub(crate) use mutable::is_mutable;
pub(crate) use query::query;

use super::ObjectId;
use super::value::Value;

/// What an expression can mention besides the objects of the search path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// The relation whose columns can be named alone: the table of a constraint, an index, a policy.
    pub(crate) relation: Option<ObjectId>,
    /// Relations by other names: `new` and `old` of a trigger or a rule.
    pub(crate) aliases: Vec<(String, ObjectId)>,
    /// Whether their columns can be named alone too, as in the condition of a rule; they are written qualified.
    pub(crate) has_bare_columns: bool,
    /// Names that stay as they are, and their types: a function's parameters, a domain's `value`.
    pub(crate) variables: Vec<(String, Option<Value>)>,
    /// The types of `$1`, `$2`, …: those of what a function is given.
    pub(crate) given: Vec<Value>,
    /// The name of the function whose body is read, which its parameters can have in front.
    pub(crate) routine: Option<String>,
    /// Whether what is brought to another type is written so, as PostgreSQL keeps it: `a > '1'::integer`.
    pub(crate) is_explicit: bool,
}

/// An expression that was read.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    /// Its text, with references.
    pub(crate) value: Value,
    /// Its type, as far as it follows from the text.
    pub(crate) type_: Option<Value>,
}

/// A query that was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    /// Its text, with references.
    pub(crate) value: Value,
    /// The columns of its result, as far as they are known.
    pub(crate) columns: Vec<OutputColumn>,
    /// Whether it may have more columns: those of a relation that no statement made.
    pub(crate) is_open: bool,
}

/// A column of a query's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutputColumn {
    pub(crate) name: String,
    /// Its type, as far as it follows from the text.
    pub(crate) type_: Option<Value>,
    /// Its collation, where that is known to be no type's own.
    pub(crate) collation: Option<Value>,
}

impl OutputColumn {
    /// Returns a column whose collation is its type's.
    pub(crate) fn new(name: String, type_: Option<Value>) -> OutputColumn {
        OutputColumn { name, type_, collation: None }
    }
}

impl Scope {
    /// Returns the scope of an expression of a relation's own: its columns stand by their names alone.
    pub(crate) fn of(relation: ObjectId) -> Scope {
        Scope { relation: Some(relation), ..Scope::default() }
    }
}
