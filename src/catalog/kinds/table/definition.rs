//! The definition of one column, in `CREATE TABLE` and in `ADD COLUMN`.
//!
//! The rules are those of `transformColumnDefinition` in PostgreSQL's
//! `src/backend/parser/parse_utilcmd.c`. Never in it: constraints that are objects of their own (they
//! are handed on), and where a column comes from when it is not defined.

use super::{default, own_sequence};
use crate::catalog::edit::{Edit, New};
use crate::catalog::kinds::collation;
use crate::catalog::kinds::column::{self, COLUMN, NOT_NULL_NAME};
use crate::catalog::kinds::expression_place;
use crate::catalog::kinds::row_type;
use crate::catalog::kinds::{constraint, foreign_options};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::Scope;
use crate::catalog::types;
use crate::catalog::types::built_in;
use crate::catalog::{Attribute, ObjectId, Value};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};
use crate::sql::types::is_type;

/// A column as a statement defines it.
#[derive(Debug, Default)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) span: Span,
    /// The type; absent where a partition says more of an inherited column.
    pub(super) type_: Option<Value>,
    pub(super) collation: Option<Value>,
    is_nullable: Option<bool>,
    default: Option<SyntaxNode>,
    generated: Option<SyntaxNode>,
    identity: Option<SyntaxNode>,
    is_serial: bool,
    /// What is said besides: storage, compression, options.
    besides: Vec<(Attribute, Value)>,
    /// The constraints that are objects of their own.
    pub(super) constraints: Vec<SyntaxNode>,
}

/// The names that every table's rows have besides its columns.
const SYSTEM_COLUMNS: &[&str] = &["ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"];

/// The types whose values are text of a language.
const COLLATABLE: &[&str] = &["text", "character varying", "character", "bpchar", "name"];

/// Reads the definition of a column of a table.
///
/// # Errors
///
/// `42601` for what contradicts itself, `42704` for an unknown type, `42701` for a name that every table
/// has, `42P16` for a type that no column can have.
pub(super) fn read(edit: &Edit<'_>, table: &str, node: &SyntaxNode) -> Accepted<Definition> {
    let mut definition = Definition { span: span(node), ..Definition::default() };
    if let Some(name) = child(node, SyntaxKind::COLUMN_NAME) {
        definition.name = names::identifier(&name);
    }
    if let Some(type_) = node.children().find(is_type) {
        definition.read_type(edit, &type_)?;
    }
    for clause in node.children() {
        definition.read_clause(edit, table, &clause)?;
    }
    definition.check_type(node)?;
    Ok(definition)
}

impl Definition {
    /// Tells whether its values come from a sequence of its own.
    pub(super) fn is_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// Tells whether a sequence is made for it.
    pub(super) fn has_sequence(&self) -> bool {
        self.is_serial || self.is_identity()
    }

    /// Returns what is wrong with it for a column that a parent has, which may be generated.
    pub(super) fn generation_fault(&self, is_generated: bool) -> Option<String> {
        let name = &self.name;
        let inherits = format!("column \"{name}\" inherits from generated column but specifies");
        match (is_generated, &self.generated) {
            (true, None) if self.default.is_some() || self.is_serial => {
                Some(format!("{inherits} default"))
            }
            (true, _) if self.identity.is_some() => Some(format!("{inherits} identity")),
            (false, Some(_)) => {
                Some(format!("child column \"{name}\" specifies generation expression"))
            }
            _ => None,
        }
    }

    fn read_type(&mut self, edit: &Edit<'_>, node: &SyntaxNode) -> Accepted<()> {
        if let Some(integer) = serial(node)? {
            self.is_serial = true;
            self.type_ = Some(Value::from(integer));
        } else {
            self.type_ = Some(types::read(edit.lookup(), node)?);
        }
        Ok(())
    }

    fn read_clause(&mut self, edit: &Edit<'_>, table: &str, clause: &SyntaxNode) -> Accepted<()> {
        use SyntaxKind::*;
        let contradiction = |what: &str, name: &str| {
            let message = format!("{what} for column \"{name}\" of table \"{table}\"");
            Err(Refusal::syntax(span(clause), message))
        };
        if matches!(
            clause.kind(),
            NOT_NULL_CONSTRAINT | NULL_CONSTRAINT | DEFAULT_CONSTRAINT | GENERATED_CONSTRAINT
        ) {
            constraint::refuse_misplaced(clause)?;
        }
        match clause.kind() {
            NOT_NULL_CONSTRAINT if self.is_nullable == Some(true) => {
                return contradiction("conflicting NULL/NOT NULL declarations", &self.name);
            }
            NULL_CONSTRAINT if self.is_nullable == Some(false) || self.is_serial => {
                return contradiction("conflicting NULL/NOT NULL declarations", &self.name);
            }
            DEFAULT_CONSTRAINT if self.default.is_some() || self.is_serial => {
                return contradiction("multiple default values specified", &self.name);
            }
            NOT_NULL_CONSTRAINT => {
                self.is_nullable = Some(false);
                let name = constraint::name_of(clause).map(Value::from);
                self.besides.extend(name.map(|name| (NOT_NULL_NAME.into(), name)));
            }
            NULL_CONSTRAINT => self.is_nullable = Some(true),
            DEFAULT_CONSTRAINT => self.read_default(edit, clause)?,
            GENERATED_CONSTRAINT => self.read_generated(table, clause)?,
            COLLATE => self.collation = Some(collation(edit, clause)?),
            STORAGE | COMPRESSION_METHOD => {
                let type_ = self.type_.clone().unwrap_or_default();
                self.besides.extend(super::options::mode(edit, &type_, clause)?);
            }
            ALTER_OPTION_LIST => self.besides.extend(foreign_options::read(clause)?),
            PRIMARY_KEY_CONSTRAINT
            | UNIQUE_CONSTRAINT
            | CHECK_CONSTRAINT
            | REFERENCES_CONSTRAINT
            | EXCLUDE_CONSTRAINT => self.constraints.push(clause.clone()),
            _ => {}
        }
        self.check_sources(table, clause)
    }

    /// Reads `DEFAULT`; a collation behind the expression is the column's, not the expression's.
    fn read_default(&mut self, edit: &Edit<'_>, clause: &SyntaxNode) -> Accepted<()> {
        let mut children = clause.children();
        let expression = children.find(|node| node.kind() != SyntaxKind::CONSTRAINT_NAME_CLAUSE);
        self.default = match expression {
            Some(collated) if collated.kind() == SyntaxKind::COLLATE => {
                self.collation = Some(collation(edit, &collated)?);
                collated.first_child()
            }
            expression => expression,
        };
        Ok(())
    }

    fn read_generated(&mut self, table: &str, clause: &SyntaxNode) -> Accepted<()> {
        let fault = |what: &str, name: &str| {
            let message = format!("{what} for column \"{name}\" of table \"{table}\"");
            Err(Refusal::syntax(span(clause), message))
        };
        if let Some(identity) = child(clause, SyntaxKind::GENERATED_IDENTITY) {
            if self.identity.is_some() {
                return fault("multiple identity specifications", &self.name);
            }
            if self.is_nullable == Some(true) {
                return fault("conflicting NULL/NOT NULL declarations", &self.name);
            }
            self.is_nullable = Some(false);
            self.identity = Some(identity);
        } else if let Some(generated) = child(clause, SyntaxKind::GENERATED_STORED) {
            if self.generated.is_some() {
                return fault("multiple generation clauses specified", &self.name);
            }
            self.generated = Some(generated);
        }
        Ok(())
    }

    /// A column's value comes from one source.
    fn check_sources(&self, table: &str, clause: &SyntaxNode) -> Accepted<()> {
        let has_default = self.default.is_some() || self.is_serial;
        let (identity, generated) = (self.identity.is_some(), self.generated.is_some());
        let both = match (has_default, identity, generated) {
            (true, true, _) => "default and identity",
            (true, _, true) => "default and generation expression",
            (_, true, true) => "identity and generation expression",
            _ => return Ok(()),
        };
        let name = &self.name;
        let message = format!("both {both} specified for column \"{name}\" of table \"{table}\"");
        Err(Refusal::syntax(span(clause), message))
    }

    fn check_type(&self, node: &SyntaxNode) -> Accepted<()> {
        let Some(type_) = &self.type_ else { return Ok(()) };
        column::refuse_pseudo_type(&self.name, type_, span(node))?;
        if let Some(type_) = type_.as_text().filter(|_| self.collation.is_some()) {
            check_collatable(type_, span(node))?;
        }
        Ok(())
    }
}

/// Refuses a collation for a type that has none.
pub(crate) fn check_collatable(type_: &str, span: Span) -> Accepted<()> {
    let name = type_.split(['(', '[']).next().unwrap_or_default();
    let first_word = name.split(' ').next().unwrap_or_default();
    if COLLATABLE.contains(&name) || !built_in::is_type(first_word) {
        return Ok(());
    }
    let message = format!("collations are not supported by type {type_}");
    Err(Refusal::type_mismatch(span, message))
}

/// Tells whether every table has a column of a name.
pub(super) fn is_system_column(name: &str) -> bool {
    SYSTEM_COLUMNS.contains(&name)
}

/// Refuses a column's name that every table has.
pub(super) fn check_name(name: &str, span: Span) -> Accepted<()> {
    if !SYSTEM_COLUMNS.contains(&name) {
        return Ok(());
    }
    let message = format!("column name \"{name}\" conflicts with a system column name");
    Err(Refusal::duplicate_column(span, message))
}

/// Returns the integer type behind a serial one.
fn serial(node: &SyntaxNode) -> Accepted<Option<&'static str>> {
    let is_array = node.kind() == SyntaxKind::ARRAY_TYPE;
    let named = if is_array { node.children().find(is_type) } else { Some(node.clone()) };
    let parts =
        named.filter(|node| node.kind() == SyntaxKind::PATH_TYPE).map(|node| names::path(&node));
    let integer = match parts.as_deref() {
        Some([name]) => match name.as_str() {
            "smallserial" | "serial2" => "smallint",
            "serial" | "serial4" => "integer",
            "bigserial" | "serial8" => "bigint",
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    if is_array {
        return Err(Refusal::not_supported(span(node), "array of serial is not implemented"));
    }
    Ok(Some(integer))
}

/// Returns the collation that a clause names.
pub(crate) fn collation(edit: &Edit<'_>, clause: &SyntaxNode) -> Accepted<Value> {
    let Some(node) = child(clause, SyntaxKind::COLLATION_REF) else { return Ok(Value::default()) };
    collation::read(edit.lookup(), &node)
}

/// Makes the column of a definition, without what may speak of other columns.
pub(super) fn make(
    edit: &mut Edit<'_>,
    table: ObjectId,
    definition: &Definition,
) -> Accepted<ObjectId> {
    let type_ = definition.type_.clone().unwrap_or_default();
    row_type::check_member(edit, table, &type_, definition.span)?;
    let mut attributes = vec![("type".into(), type_)];
    attributes.extend(definition.collation.clone().map(|value| ("collation".into(), value)));
    attributes.extend(definition.besides.iter().cloned());
    // Until the expression is read: others can't speak of the column whatever it is.
    attributes.extend(definition.generated.as_ref().map(|_| ("generated".into(), Value::flag())));
    let new = New { kind: &COLUMN, parent: table, name: &definition.name, attributes };
    let column = edit.create(new, definition.span)?;
    say_more(edit, column, definition);
    Ok(column)
}

/// Says of a column what its definition says besides the type.
pub(super) fn say_more(edit: &mut Edit<'_>, column: ObjectId, definition: &Definition) {
    if definition.is_nullable == Some(false) || definition.is_serial {
        edit.set(column, "not null", Value::flag());
    }
}

/// Adds the default, the generation or the identity of a column to it.
pub(super) fn finish(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    definition: &Definition,
) -> Accepted<()> {
    if definition.is_serial {
        own_sequence::make_serial(edit, table, column, definition.span)?;
    }
    if let Some(expression) = &definition.default {
        default::set(edit, column, expression)?;
    }
    if let Some(generated) = &definition.generated {
        generate(edit, column, generated)?;
    }
    if let Some(identity) = &definition.identity {
        own_sequence::identify(edit, column, identity)?;
    }
    Ok(())
}

/// Makes a column's value follow from an expression.
pub(super) fn generate(
    edit: &mut Edit<'_>,
    column: ObjectId,
    generated: &SyntaxNode,
) -> Accepted<()> {
    let Some(expression) = generated.children().find(|node| !is_generated_word(node.kind())) else {
        return Ok(());
    };
    let by_default = child(generated, SyntaxKind::GENERATED_BY_DEFAULT);
    if let Some(by_default) = by_default {
        let message = "for a generated column, GENERATED ALWAYS must be specified";
        return Err(Refusal::syntax(span(&by_default), message));
    }
    let table = edit.get(column).map(|column| column.parent).unwrap_or(ObjectId::DATABASE);
    let resolved = expression_place::GENERATION.read(edit, &expression, &Scope::of(table))?;
    check_generation(edit, &resolved.value, span(&expression))?;
    default::check_type(edit, column, resolved.type_.as_ref(), &expression)?;
    edit.set(column, "generated", resolved.value);
    // What is not said to be stored is virtual as of PostgreSQL 18, and refused before.
    let is_virtual = !has(generated, SyntaxKind::STORED);
    edit.set(column, "virtual", is_virtual.then(Value::flag));
    Ok(())
}

fn is_generated_word(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(kind, GENERATED_ALWAYS | GENERATED_BY_DEFAULT | STORED | VIRTUAL)
}

/// A generated column can't follow from another.
fn check_generation(edit: &Edit<'_>, value: &Value, span: Span) -> Accepted<()> {
    let other = value
        .objects()
        .filter_map(|id| edit.get(id))
        .find(|object| object.is(&COLUMN) && object.has("generated"));
    let Some(other) = other else { return Ok(()) };
    let name = &other.name;
    let message = format!("cannot use generated column \"{name}\" in column generation expression");
    Err(Refusal::invalid_object(span, message)
        .with_detail("A generated column cannot reference another generated column."))
}
