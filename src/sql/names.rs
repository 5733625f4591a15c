//! The names that a statement gives, as PostgreSQL's `pg_identify_object` writes them.
//!
//! Never in it: which nodes of a statement hold names (see `kinds`).

use super::identifier::{quote, read};
use super::made_up;
use super::syntax::{SyntaxKind::*, SyntaxNode};
use super::tree::written;
use super::types;

/// Returns the parts of the first qualified name in a node, folded and cut: `app.users` is two.
pub(crate) fn parts(node: &SyntaxNode) -> Vec<String> {
    let mut parts = Vec::new();
    let mut tokens = name_node(node).significant_tokens().peekable();
    while let Some(token) = tokens.next() {
        if matches!(token.kind(), DOT | STAR) {
            continue;
        }
        let escape = tokens
            .next_if(|next| next.kind() == UESCAPE_KW)
            .and_then(|_| tokens.next()?.text().chars().nth(1))
            .unwrap_or('\\');
        parts.push(read(token.text(), escape));
    }
    parts
}

/// Returns the last part of the first qualified name in a node, without its qualification.
pub(crate) fn last_part(node: &SyntaxNode) -> String {
    parts(node).pop().unwrap_or_default()
}

/// Returns the first qualified name in a node, each part in quotes where it has to be.
pub(crate) fn path(node: &SyntaxNode) -> String {
    joined(&parts(node))
}

fn joined(parts: &[String]) -> String {
    let quoted: Vec<_> = parts.iter().map(|part| quote(part)).collect();
    quoted.join(".")
}

/// Descends to the node that is nothing but a name.
fn name_node(node: &SyntaxNode) -> SyntaxNode {
    node.first_of(&[PATH, PATH_REF, ROLE_NAME_REF]).unwrap_or_else(|| node.clone())
}

fn child(node: &SyntaxNode, kinds: &[super::syntax::SyntaxKind]) -> Option<SyntaxNode> {
    node.children().find(|child| kinds.contains(&child.kind()))
}

/// Writes the names of objects.
pub(super) struct Namer {
    /// The schema that unqualified names stand in, where the statement tells: that of a `CREATE
    /// SCHEMA` around them, or `pg_temp`.
    pub(super) schema: Option<String>,
}

impl Namer {
    /// Returns the name of the object that `target` names; `holder` is the node around it, which
    /// says the rest: the table of a trigger, the arguments of a function.
    pub(super) fn name(&self, holder: &SyntaxNode, target: &SyntaxNode) -> String {
        match target.kind() {
            TRIGGER | TRIGGER_REF | POLICY | POLICY_REF | RULE | RULE_REF | CONSTRAINT_NAME_REF => {
                self.on_relation(holder, &path(target))
            }
            FUNCTION_NAME | PROCEDURE_NAME => self.routine(target, holder),
            FUNCTION_SIG | PROCEDURE_SIG | ROUTINE_SIG | AGGREGATE => self.routine(target, target),
            AGGREGATE_NAME => self.aggregate(target, holder),
            OP => format!("{}({})", self.operator(target), operands(holder)),
            OP_SIG => {
                let operator = child(target, &[OP]).map(|op| self.operator(&op));
                format!("{}({})", operator.unwrap_or_default(), operands(target))
            }
            OP_CLASS_NAME | OP_CLASS_REF | OP_FAMILY_NAME | OP_FAMILY_REF => {
                let method = child(holder, &[USING_METHOD]).and_then(|using| using.first_child());
                let method = method.map(|method| path(&method)).unwrap_or_default();
                format!("{} USING {method}", self.qualified(target))
            }
            CAST_SIG => types_of(target).join(" AS ").replacen("", "(", 1) + ")",
            LITERAL => written(target),
            ALTER_DEFAULT_PRIVILEGES => path(target),
            _ => self.by_company(holder, target),
        }
    }

    /// Names what its holder makes special: a language in a transform, a role in a user mapping.
    fn by_company(&self, holder: &SyntaxNode, target: &SyntaxNode) -> String {
        match holder.kind() {
            CREATE_TRANSFORM | DROP_TRANSFORM | OBJECT_TRANSFORM => {
                format!("for {} on language {}", types_of(holder).concat(), path(target))
            }
            CREATE_USER_MAPPING | ALTER_USER_MAPPING | DROP_USER_MAPPING => {
                let server =
                    child(holder, &[SERVER_CLAUSE]).and_then(|clause| clause.first_child());
                let server = server.map(|server| path(&server)).unwrap_or_default();
                format!("{} on server {server}", path(target))
            }
            _ if lives_in_schema(target) => self.qualified(target),
            _ => path(target),
        }
    }

    /// Returns `name on table`.
    pub(super) fn on_relation(&self, holder: &SyntaxNode, name: &str) -> String {
        let relation = child(holder, &[ON_RELATION, ON_TABLE, RULE_ON]).or_else(|| {
            let kinds = [RELATION_NAME_REF, TABLE_NAME_REF, TABLE_RELATION_NAME, DOMAIN_REF];
            child(holder, &kinds)
        });
        match relation {
            Some(relation) => format!("{name} on {}", self.qualified(&relation)),
            None => name.to_owned(),
        }
    }

    /// Returns the name of what lives in a schema.
    pub(super) fn qualified(&self, node: &SyntaxNode) -> String {
        let mut parts = parts(node);
        if let ([_], Some(schema)) = (parts.as_slice(), &self.schema) {
            parts.insert(0, schema.clone());
        }
        joined(&parts)
    }

    /// Returns the name of a routine with the types of its arguments, if `around` lists them.
    fn routine(&self, target: &SyntaxNode, around: &SyntaxNode) -> String {
        let name = self.qualified(target);
        match child(around, &[PARAM_LIST]) {
            Some(list) => format!("{name}({})", input_types(&list).join(",")),
            None => name,
        }
    }

    /// Aggregates of the old style say what they take among their options.
    fn aggregate(&self, target: &SyntaxNode, holder: &SyntaxNode) -> String {
        if child(holder, &[PARAM_LIST]).is_some() {
            return self.routine(target, holder);
        }
        let argument = option_type(holder, "basetype").filter(|argument| argument != "\"any\"");
        format!("{}({})", self.qualified(target), argument.unwrap_or_default())
    }

    /// Returns the name of an operator: its schema, if any, and its symbols.
    fn operator(&self, node: &SyntaxNode) -> String {
        let (path, symbols): (Vec<_>, Vec<_>) =
            node.significant_tokens().partition(|token| is_path(&token.parent()));
        let symbols: String = symbols.iter().map(|token| token.text()).collect();
        let schema = path.first().map(|token| read(token.text(), '\\')).or(self.schema.clone());
        schema.map(|schema| quote(&schema).into_owned() + ".").unwrap_or_default() + &symbols
    }

    /// Returns the name of an index, made up where the statement gives none.
    pub(super) fn index(&self, statement: &SyntaxNode) -> Option<String> {
        let table = parts(&child(statement, &[TABLE_RELATION_NAME])?);
        let name = match child(statement, &[INDEX]).map(|index| last_part(&index)) {
            Some(name) => name,
            None => {
                let lists = statement.children().flat_map(|child| match child.kind() {
                    INDEX_INCLUDE_CLAUSE => child.first_child(),
                    _ => Some(child),
                });
                let items = lists.filter(|list| list.kind() == PARTITION_ITEM_LIST);
                made_up::index_name(table.last()?, items.flat_map(|list| list.children()))
            }
        };
        Some(self.beside(table, name))
    }

    /// Returns the name of extended statistics, made up where the statement gives none.
    pub(super) fn statistics(&self, statement: &SyntaxNode) -> Option<String> {
        if let Some(name) = child(statement, &[STATISTICS]) {
            return Some(self.qualified(&name));
        }
        let table = parts(&child(statement, &[FROM_TABLE])?);
        let columns = child(statement, &[STATISTICS_ON_CLAUSE])?;
        let name = made_up::statistics_name(table.last()?, columns.children());
        Some(self.beside(table, name))
    }

    /// Puts a name into the schema of a table.
    fn beside(&self, mut table: Vec<String>, name: String) -> String {
        table.pop();
        if table.is_empty() {
            table.extend(self.schema.clone());
        }
        table.push(name);
        joined(&table)
    }
}

/// Tells whether what a node names lives in a schema.
fn lives_in_schema(target: &SyntaxNode) -> bool {
    target.descendants().any(|node| is_path(&node))
        && !matches!(target.kind(), CONFIG_PARAMETER_REF | QUALIFIED_COLUMN_NAME_REF)
}

fn is_path(node: &SyntaxNode) -> bool {
    matches!(node.kind(), PATH | PATH_REF | PATH_SEGMENT | PATH_SEGMENT_REF)
}

/// Returns the types of the arguments that a call gives: those that are not `OUT`.
fn input_types(list: &SyntaxNode) -> Vec<String> {
    list.descendants()
        .filter(|node| node.kind() == PARAM && child(node, &[PARAM_OUT]).is_none())
        .filter_map(|param| types_of(&param).pop())
        .collect()
}

fn types_of(node: &SyntaxNode) -> Vec<String> {
    node.children().filter(types::is_type).map(|node| types::name(&node)).collect()
}

/// Returns the types of an operator's two sides, `NONE` for one that it lacks.
fn operands(holder: &SyntaxNode) -> String {
    let sides = types_of(holder);
    match sides.as_slice() {
        [left, right] => format!("{left},{right}"),
        [right] => format!("NONE,{right}"),
        _ => {
            let side = |name| option_type(holder, name).unwrap_or_else(|| "NONE".to_owned());
            format!("{},{}", side("leftarg"), side("rightarg"))
        }
    }
}

/// Returns the type that an option of a definition gives: `(leftarg = integer)`.
fn option_type(holder: &SyntaxNode, name: &str) -> Option<String> {
    let options = child(holder, &[ATTRIBUTE_LIST])?;
    let option = options.children().find(|option| {
        child(option, &[ATTRIBUTE_NAME]).is_some_and(|found| last_part(&found) == name)
    })?;
    types_of(&child(&option, &[ATTRIBUTE_VALUE])?).pop()
}
