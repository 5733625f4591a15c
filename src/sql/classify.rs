//! A parsed statement → its class, its operation, and the objects it is about.
//!
//! Never in it: lists of kinds (see `kinds`) and the writing of names (see `names`).

use super::kinds::{self, Kind};
use super::names::{self, Namer};
use super::syntax::{Fault, SyntaxKind, SyntaxKind::*, SyntaxNode, is_statement};
use super::tree::written;
use super::{DdlObjectType, DdlOperation, ObjectRef, Span, StatementClass};

/// What a statement is.
pub(super) struct Classified {
    pub(super) class: StatementClass,
    pub(super) operation: DdlOperation,
    pub(super) object_type: DdlObjectType,
    pub(super) objects: Vec<ObjectRef>,
}

impl Classified {
    /// A statement that is about no object of the schema.
    pub(super) fn other(class: StatementClass) -> Classified {
        let (operation, object_type) = (DdlOperation::Other, DdlObjectType::Unknown);
        Classified { class, operation, object_type, objects: Vec::new() }
    }
}

/// Tells what a statement is; it is at fault if a name is missing, which the parser lets pass.
pub(super) fn classify(statement: &SyntaxNode) -> Result<Classified, Fault> {
    let select_into = select_into(statement);
    let statement = select_into.as_ref().unwrap_or(statement);
    let class = kinds::class(statement.kind());
    if class != StatementClass::Ddl {
        return Ok(Classified::other(class));
    }
    let holder = holder(statement).ok_or_else(|| nothing_named(statement))?;
    let kind = kinds::of(holder.kind()).ok_or_else(|| nothing_named(statement))?;
    let objects = objects(statement, &holder, kind, &Namer { schema: temporary(&holder) });
    if objects.is_empty() && !kinds::may_name_nothing(holder.kind()) {
        return Err(nothing_named(statement));
    }
    let object_type = objects.first().map_or(kind.object_type, |object| object.object_type);
    Ok(Classified { class, operation: operation(statement), object_type, objects })
}

/// Finds the `SELECT … INTO` in a query, which makes a table of it.
fn select_into(statement: &SyntaxNode) -> Option<SyntaxNode> {
    let may_hold = matches!(statement.kind(), SELECT_INTO | COMPOUND_SELECT | PAREN_SELECT);
    may_hold.then(|| statement.descendants().find(|node| node.kind() == SELECT_INTO))?
}

/// Returns the schema that PostgreSQL shows for what is made `TEMPORARY`.
fn temporary(holder: &SyntaxNode) -> Option<String> {
    holder.children().any(|child| child.kind() == TEMP).then(|| "pg_temp".to_owned())
}

fn nothing_named(statement: &SyntaxNode) -> Fault {
    let end = statement.span().end;
    let words: Vec<String> = statement
        .children_with_tokens()
        .filter_map(|element| element.into_token())
        .filter(|token| token.kind().is_keyword())
        .map(|token| token.text().to_ascii_uppercase())
        .collect();
    let message = format!("{} of what? Its name is missing", words.join(" "));
    Fault { span: Span { start: end, end }, message, is_limit: false }
}

/// Finds the node that says what a statement is about: mostly itself, else a part of it.
fn holder(statement: &SyntaxNode) -> Option<SyntaxNode> {
    let part = |kind| statement.children().find(|child| child.kind() == kind);
    match statement.kind() {
        COMMENT_ON | SECURITY_LABEL | REINDEX => {
            statement.children().find(|child| kinds::of(child.kind()).is_some())
        }
        GRANT | REVOKE => match part(ON_PRIVILEGE_OBJECTS_CLAUSE) {
            Some(clause) => clause.first_child(),
            None => part(REVOKE_COMMAND_LIST),
        },
        IMPORT_FOREIGN_SCHEMA => part(INTO_SCHEMA),
        SELECT_INTO => part(INTO_CLAUSE),
        CREATE_SCHEMA => part(AUTHORIZATION_SCHEMA).or(Some(statement.clone())),
        _ => part(ALL_IN_TABLESPACE).or(Some(statement.clone())),
    }
}

/// Returns the part of a statement that renames something.
fn renaming(statement: &SyntaxNode) -> Option<SyntaxNode> {
    let is_renaming = |node: &SyntaxNode| {
        statement.kind() != node.kind() && first_keyword(node) == Some(RENAME_KW)
    };
    statement.children().find(is_renaming)
}

fn first_keyword(node: &SyntaxNode) -> Option<SyntaxKind> {
    node.first_token().map(|token| token.kind())
}

fn operation(statement: &SyntaxNode) -> DdlOperation {
    if renaming(statement).is_some() {
        return DdlOperation::Rename;
    }
    match first_keyword(statement) {
        Some(ALTER_KW) => DdlOperation::Alter,
        Some(DROP_KW) => DdlOperation::Drop,
        Some(TRUNCATE_KW) => DdlOperation::Truncate,
        Some(COMMENT_KW) => DdlOperation::Comment,
        Some(GRANT_KW) => DdlOperation::Grant,
        Some(REVOKE_KW) => DdlOperation::Revoke,
        Some(SECURITY_KW) => DdlOperation::SecurityLabel,
        Some(REFRESH_KW) => DdlOperation::Refresh,
        Some(REINDEX_KW) => DdlOperation::Reindex,
        Some(CLUSTER_KW | REPACK_KW) => DdlOperation::Cluster,
        Some(IMPORT_KW) => DdlOperation::Import,
        Some(REASSIGN_KW) => DdlOperation::Reassign,
        // CREATE, and SELECT … INTO with whatever it begins with.
        _ => DdlOperation::Create,
    }
}

/// Lists the objects that a statement is about.
fn objects(
    statement: &SyntaxNode,
    holder: &SyntaxNode,
    kind: &Kind,
    namer: &Namer,
) -> Vec<ObjectRef> {
    let object = |name| ObjectRef { object_type: kind.object_type, name };
    match statement.kind() {
        CREATE_INDEX => namer.index(statement).map(object).into_iter().collect(),
        CREATE_STATISTICS => namer.statistics(statement).map(object).into_iter().collect(),
        ALTER_DEFAULT_PRIVILEGES => default_privileges(statement).map(object).collect(),
        CREATE_SCHEMA => schema_and_elements(statement, holder, kind),
        REASSIGN => {
            targets(holder, kind.target, 1).iter().map(|role| object(names::path(role))).collect()
        }
        _ => {
            let targets = targets(holder, kind.target, usize::MAX);
            let renaming = renaming(statement);
            let named = targets.iter().map(|target| match renamed_part(&renaming, target, namer) {
                Some(part) => part,
                None => object(namer.name(holder, target)),
            });
            named.collect()
        }
    }
}

/// Finds the nodes that hold names, of which some stand in lists; of lists, the first `lists` count.
fn targets(holder: &SyntaxNode, target: SyntaxKind, lists: usize) -> Vec<SyntaxNode> {
    let mut found = Vec::new();
    let mut seen = 0;
    for child in holder.children() {
        if child.kind() == target {
            found.push(child);
        } else if kinds::is_wrapper(child.kind()) && seen < lists {
            seen += 1;
            found.extend(targets(&child, target, usize::MAX));
        }
    }
    found
}

/// Names the part of an object that is renamed: a column, a constraint, an attribute.
fn renamed_part(
    renaming: &Option<SyntaxNode>,
    target: &SyntaxNode,
    namer: &Namer,
) -> Option<ObjectRef> {
    let renaming = renaming.as_ref()?;
    let whole = namer.qualified(target);
    let part = || renaming.first_child().map(|part| names::path(&part));
    let (object_type, name) = match renaming.kind() {
        RENAME_COLUMN => (DdlObjectType::Column, format!("{whole}.{}", part()?)),
        RENAME_ATTRIBUTE => (DdlObjectType::Type, format!("{whole}.{}", part()?)),
        RENAME_CONSTRAINT => (DdlObjectType::Constraint, format!("{} on {whole}", part()?)),
        _ => return None,
    };
    Some(ObjectRef { object_type, name })
}

/// Names the schema, and what is made in it.
fn schema_and_elements(statement: &SyntaxNode, holder: &SyntaxNode, kind: &Kind) -> Vec<ObjectRef> {
    let Some(schema) = targets(holder, kind.target, usize::MAX).pop() else { return Vec::new() };
    let namer = Namer { schema: Some(names::last_part(&schema)) };
    let name = names::path(&schema);
    let mut objects = vec![ObjectRef { object_type: DdlObjectType::Schema, name }];
    for element in statement.children() {
        if let Some(holder) = self::holder(&element)
            && let Some(kind) = kinds::of(holder.kind())
            && is_statement(element.kind())
        {
            let named = self::objects(&element, &holder, kind, &namer);
            let new: Vec<_> = named.into_iter().filter(|it| !objects.contains(it)).collect();
            objects.extend(new);
        }
    }
    objects
}

/// Names default privileges: `for role owner in schema app on tables`, each role and schema once.
fn default_privileges(statement: &SyntaxNode) -> impl Iterator<Item = String> {
    let listed = |clause, item| {
        let clause = statement.children().find(|child| child.kind() == clause);
        let items: Vec<Option<String>> = clause
            .map(|clause| targets(&clause, item, usize::MAX))
            .unwrap_or_default()
            .iter()
            .map(|item| Some(names::path(item)))
            .collect();
        if items.is_empty() { vec![None] } else { items }
    };
    let target = statement.children().find_map(|action| {
        let word = action.children().find(|child| is_privilege_target(child.kind()))?;
        Some(written(&word).to_ascii_lowercase())
    });
    let (roles, schemas) = (listed(FOR_ROLES, ROLE_REF), listed(IN_SCHEMAS, SCHEMA_REF));
    let pairs = roles.into_iter().flat_map(move |role| {
        let schemas = schemas.clone();
        schemas.into_iter().map(move |schema| (role.clone(), schema))
    });
    pairs.map(move |(role, schema)| {
        let role = role.map(|role| format!("for role {role} ")).unwrap_or_default();
        let schema = schema.map(|schema| format!("in schema {schema} ")).unwrap_or_default();
        format!("{role}{schema}on {}", target.as_deref().unwrap_or_default())
    })
}

fn is_privilege_target(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        PRIVILEGE_TARGET_FUNCTIONS
            | PRIVILEGE_TARGET_LARGE_OBJECTS
            | PRIVILEGE_TARGET_ROUTINES
            | PRIVILEGE_TARGET_SCHEMAS
            | PRIVILEGE_TARGET_SEQUENCES
            | PRIVILEGE_TARGET_TABLES
            | PRIVILEGE_TARGET_TYPES
    )
}
