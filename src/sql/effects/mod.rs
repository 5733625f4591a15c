//! A statement's text → its effects: which objects it makes, changes or drops, and what it needs.
//!
//! An effect speaks in names as the statement writes them; whoever folds effects into a schema
//! decides which object a name means. Never in it: state. A statement is read by itself.

mod alter;
mod canonical;
mod create;
mod metadata;
pub(crate) mod names;
mod needs;
mod routine;
mod table;
pub(crate) mod tree;

use std::borrow::Cow;

use super::syntax::{self, AstNode};
use super::{DdlObjectType, Span};
use tree::{SyntaxKind, SyntaxNode};

/// What is said of an object: "type", "default", "comment", "option fillfactor", ….
pub(crate) type Attribute = Cow<'static, str>;

/// What a statement does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effects {
    /// The schemas that unqualified names mean from here on, if it says so.
    pub(crate) search_path: Option<Vec<String>>,
    /// What it does to objects, in order.
    pub(crate) effects: Vec<Effect>,
}

/// One thing that a statement does to one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Effect {
    /// The object.
    pub(crate) target: Target,
    /// What is done to it.
    pub(crate) action: Action,
    /// The part of the statement that says so.
    pub(crate) span: Span,
    /// What must be there for it.
    pub(crate) needs: Vec<Need>,
    /// What comes with it: a table's columns, a constraint's index, a serial column's sequence.
    pub(crate) parts: Vec<Effect>,
}

/// An object by the name that a statement gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Target {
    /// What the statement calls it.
    pub(crate) kind: DdlObjectType,
    /// The schema, where the statement names one.
    pub(crate) schema: Option<String>,
    /// The name; a routine's with its argument types, where they are given: `area(integer)`.
    pub(crate) name: String,
    /// The part of the object that is meant, if it is not the whole.
    pub(crate) part: Option<Part>,
}

/// A part of an object, which has its name from it alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    /// A column (or an attribute of a composite type), constraint, trigger, policy or rule, or a
    /// `Type` for a value of an enum.
    pub(crate) kind: DdlObjectType,
    /// Its name.
    pub(crate) name: String,
}

/// What is done to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// It is made.
    Create(Definition),
    /// An attribute gets a value, in canonical text, or (`None`) is taken back to nothing.
    Set(Attribute, Option<String>),
    /// It goes.
    Drop {
        /// And with it all that needs it.
        cascade: bool,
    },
    /// It gets another name.
    Rename(String),
    /// It goes to another schema.
    Move(String),
}

/// What a new object is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Definition {
    /// What happens when the name is taken.
    pub(crate) mode: CreateMode,
    /// Whether PostgreSQL made up the name, and would make up another if it is taken.
    pub(crate) auto_named: bool,
    /// Its attributes, in canonical text.
    pub(crate) attributes: Vec<(Attribute, String)>,
}

/// What `CREATE` does when the name is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CreateMode {
    /// It fails.
    #[default]
    Plain,
    /// It replaces what is there.
    OrReplace,
    /// It does nothing.
    IfNotExists,
}

/// Something that an effect needs to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// What is needed.
    pub(crate) of: Target,
    /// In what way.
    pub(crate) tie: Tie,
    /// The part of the statement that says so.
    pub(crate) span: Span,
}

/// The way in which one object needs another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    /// It can't be without it; dropping the needed one takes `CASCADE`.
    Uses,
    /// It uses it if it is there; the name may also mean something built in.
    MayUse,
    /// It goes when the needed one goes.
    BelongsTo,
    /// It uses every column that the relation has now.
    EveryColumn,
    /// It uses the key over these columns; over no columns, the primary key.
    Key(Vec<String>),
    /// It needs the column to be not null.
    NotNull,
}

/// Attributes that say something about an object and are lost with it without harm.
pub(crate) const METADATA: &[&str] = &["comment", "security label"];

/// Returns the effects of one statement; none for what does not concern the schema, or can't be
/// told from the text.
pub(crate) fn read(text: &str) -> Effects {
    syntax::parse(text).map(|statement| of_statement(statement.syntax())).unwrap_or_default()
}

fn of_statement(statement: &SyntaxNode) -> Effects {
    if statement.kind() == SyntaxKind::SET {
        return Effects { search_path: names::search_path(statement), effects: Vec::new() };
    }
    Effects { search_path: None, effects: of_definition(statement) }
}

fn of_definition(statement: &SyntaxNode) -> Vec<Effect> {
    match statement.kind() {
        SyntaxKind::CREATE_TABLE | SyntaxKind::CREATE_FOREIGN_TABLE => table::create(statement),
        SyntaxKind::COMMENT_ON | SyntaxKind::SECURITY_LABEL => metadata::comment(statement),
        SyntaxKind::GRANT | SyntaxKind::REVOKE => metadata::privileges(statement),
        SyntaxKind::SELECT_INTO => create::select_into(statement),
        _ => match tree::first_token(statement) {
            Some(SyntaxKind::CREATE_KW) => create::object(statement),
            Some(SyntaxKind::ALTER_KW) => alter::object(statement),
            Some(SyntaxKind::DROP_KW) => alter::drop(statement),
            _ => Vec::new(),
        },
    }
}

impl Effect {
    fn new(target: Target, action: Action, node: &SyntaxNode) -> Effect {
        let (needs, parts) = (Vec::new(), Vec::new());
        Effect { target, action, span: tree::span(node), needs, parts }
    }

    fn set(
        target: Target,
        attribute: impl Into<Attribute>,
        value: Option<String>,
        node: &SyntaxNode,
    ) -> Effect {
        Effect::new(target, Action::Set(attribute.into(), value), node)
    }

    fn needing(mut self, needs: Vec<Need>) -> Effect {
        self.needs.extend(needs);
        self
    }

    fn with_parts(mut self, parts: Vec<Effect>) -> Effect {
        self.parts.extend(parts);
        self
    }
}

impl Target {
    /// Returns an object that is not part of another.
    pub(crate) fn new(kind: DdlObjectType, schema: Option<String>, name: String) -> Target {
        Target { kind, schema, name, part: None }
    }

    /// Returns a part of this object.
    pub(crate) fn part(&self, kind: DdlObjectType, name: impl Into<String>) -> Target {
        Target { part: Some(Part { kind, name: name.into() }), ..self.clone() }
    }
}

impl Need {
    fn new(of: Target, tie: Tie, node: &SyntaxNode) -> Need {
        Need { of, tie, span: tree::span(node) }
    }
}
