//! What PostgreSQL would refuse, in its words.
//!
//! Never in it: the rules that lead to a refusal.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::sql::Span;

/// A statement that PostgreSQL refuses, as it says so.
///
/// It is a pointer to what is said, so that results are small: nearly every function returns one that
/// may be a refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.message)]
pub struct Refusal(Box<Words>);

/// What a refusal says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Words {
    /// PostgreSQL's code for the error, such as `42P07`.
    pub sqlstate: SqlState,
    /// PostgreSQL's message.
    pub message: String,
    /// The part of the statement's text that is at fault, in bytes.
    pub span: Span,
    /// What more there is to say, as PostgreSQL's `DETAIL` does.
    pub detail: Option<String>,
    /// What to do, as PostgreSQL's `HINT` says.
    pub hint: Option<String>,
}

/// The result of what PostgreSQL may refuse.
pub type Accepted<T> = Result<T, Refusal>;

/// Declares the codes, and makes each a function that words a refusal with it.
macro_rules! sqlstates {
    ($($(#[$doc:meta])* $name:ident($function:ident) = $code:literal,)*) => {
        /// A code of PostgreSQL's appendix A, "Error Codes".
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum SqlState {
            $($(#[$doc])* $name,)*
        }

        impl SqlState {
            /// Returns the five characters of the code.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(SqlState::$name => $code,)*
                }
            }
        }

        impl Refusal {
            $(
                #[allow(dead_code, reason = "one for each code, whoever uses it")]
                pub(crate) fn $function(span: Span, message: impl Into<String>) -> Refusal {
                    Refusal::new(SqlState::$name, span, message.into())
                }
            )*
        }
    };
}

sqlstates! {
    /// `invalid_grant_operation`
    InvalidGrantOperation(invalid_grant) = "0LP01",
    /// `feature_not_supported`
    FeatureNotSupported(not_supported) = "0A000",
    /// `invalid_parameter_value`
    InvalidParameterValue(invalid_parameter) = "22023",
    /// `numeric_value_out_of_range`
    NumericValueOutOfRange(out_of_range) = "22003",
    /// `invalid_text_representation`
    InvalidTextRepresentation(invalid_text) = "22P02",
    /// `invalid_datetime_format`
    InvalidDatetimeFormat(invalid_datetime) = "22007",
    /// `datetime_field_overflow`
    DatetimeFieldOverflow(datetime_overflow) = "22008",
    /// `unique_violation`
    UniqueViolation(unique_violation) = "23505",
    /// `active_sql_transaction`
    ActiveSqlTransaction(active_transaction) = "25001",
    /// `in_failed_sql_transaction`
    InFailedSqlTransaction(failed_transaction) = "25P02",
    /// `no_active_sql_transaction`
    NoActiveSqlTransaction(no_transaction) = "25P01",
    /// `dependent_objects_still_exist`
    DependentObjectsStillExist(dependents) = "2BP01",
    /// `invalid_savepoint_specification`
    InvalidSavepointSpecification(invalid_savepoint) = "3B001",
    /// `invalid_schema_name`
    InvalidSchemaName(no_schema) = "3F000",
    /// `syntax_error`
    SyntaxError(syntax) = "42601",
    /// `insufficient_privilege`
    InsufficientPrivilege(no_privilege) = "42501",
    /// `invalid_name`
    InvalidName(invalid_name) = "42602",
    /// `name_too_long`
    NameTooLong(name_too_long) = "42622",
    /// `duplicate_column`
    DuplicateColumn(duplicate_column) = "42701",
    /// `ambiguous_column`
    AmbiguousColumn(ambiguous_column) = "42702",
    /// `undefined_column`
    UndefinedColumn(undefined_column) = "42703",
    /// `undefined_object`
    UndefinedObject(undefined_object) = "42704",
    /// `duplicate_object`
    DuplicateObject(duplicate_object) = "42710",
    /// `duplicate_alias`
    DuplicateAlias(duplicate_alias) = "42712",
    /// `duplicate_function`
    DuplicateFunction(duplicate_function) = "42723",
    /// `ambiguous_function`
    AmbiguousFunction(ambiguous_function) = "42725",
    /// `grouping_error`
    GroupingError(grouping) = "42803",
    /// `windowing_error`
    WindowingError(windowing) = "42P20",
    /// `datatype_mismatch`
    DatatypeMismatch(type_mismatch) = "42804",
    /// `wrong_object_type`
    WrongObjectType(wrong_object) = "42809",
    /// `invalid_foreign_key`
    InvalidForeignKey(invalid_foreign_key) = "42830",
    /// `cannot_coerce`
    CannotCoerce(cannot_coerce) = "42846",
    /// `undefined_function`
    UndefinedFunction(undefined_function) = "42883",
    /// `generated_always`
    GeneratedAlways(generated_always) = "428C9",
    /// `reserved_name`
    ReservedName(reserved_name) = "42939",
    /// `undefined_table`
    UndefinedTable(undefined_table) = "42P01",
    /// `undefined_parameter`
    UndefinedParameter(undefined_parameter) = "42P02",
    /// `duplicate_schema`
    DuplicateSchema(duplicate_schema) = "42P06",
    /// `duplicate_table`
    DuplicateTable(duplicate_table) = "42P07",
    /// `invalid_column_reference`
    InvalidColumnReference(invalid_column_reference) = "42P10",
    /// `invalid_column_definition`
    InvalidColumnDefinition(invalid_column_definition) = "42611",
    /// `invalid_function_definition`
    InvalidFunctionDefinition(invalid_function) = "42P13",
    /// `invalid_schema_definition`
    InvalidSchemaDefinition(invalid_schema) = "42P15",
    /// `invalid_table_definition`
    InvalidTableDefinition(invalid_table) = "42P16",
    /// `invalid_object_definition`
    InvalidObjectDefinition(invalid_object) = "42P17",
    /// `indeterminate_datatype`
    IndeterminateDatatype(indeterminate_type) = "42P18",
    /// `object_not_in_prerequisite_state`
    ObjectNotInPrerequisiteState(not_in_state) = "55000",
    /// `object_in_use`
    ObjectInUse(in_use) = "55006",
    /// `unsafe_new_enum_value_usage`
    UnsafeNewEnumValueUsage(unsafe_enum_value) = "55P04",
    /// `program_limit_exceeded`
    ProgramLimitExceeded(limit_exceeded) = "54000",
    /// `too_many_columns`
    TooManyColumns(too_many_columns) = "54011",
    /// `internal_error`, which PostgreSQL gives where it says no other code.
    InternalError(internal) = "XX000",
    /// `raise_exception`
    RaiseException(raised) = "P0001",
    /// `undefined_file`
    UndefinedFile(undefined_file) = "58P01",
}

/// The codes that say that something is not there.
pub(crate) const MISSING: &[SqlState] = &[
    SqlState::UndefinedTable,
    SqlState::UndefinedObject,
    SqlState::UndefinedColumn,
    SqlState::UndefinedFunction,
    SqlState::InvalidSchemaName,
];

impl Refusal {
    fn new(sqlstate: SqlState, span: Span, message: String) -> Refusal {
        Refusal(Box::new(Words { sqlstate, message, span, detail: None, hint: None }))
    }

    /// Returns what it says, to take it apart.
    pub fn into_words(self) -> Words {
        *self.0
    }

    /// Says it with another message.
    pub(crate) fn with_message(mut self, message: String) -> Refusal {
        self.message = message;
        self
    }

    /// Says it of another part of the statement.
    pub(crate) fn at(mut self, span: Span) -> Refusal {
        self.span = span;
        self
    }

    /// Tells whether something is not there, which `IF EXISTS` forgives.
    pub(crate) fn is_missing(&self) -> bool {
        MISSING.contains(&self.sqlstate)
    }

    /// Adds what PostgreSQL says as `DETAIL`.
    pub(crate) fn with_detail(mut self, detail: impl Into<String>) -> Refusal {
        self.detail = Some(detail.into());
        self
    }

    /// Adds what PostgreSQL says as `HINT`.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Refusal {
        self.hint = Some(hint.into());
        self
    }
}

impl Deref for Refusal {
    type Target = Words;

    fn deref(&self) -> &Words {
        &self.0
    }
}

impl DerefMut for Refusal {
    fn deref_mut(&mut self) -> &mut Words {
        &mut self.0
    }
}

impl fmt::Display for SqlState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
