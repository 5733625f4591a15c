//! Running a block, statement by statement.
//!
//! Never in it: what conditions are worth (see `expression`).

use super::constant::Constants;
use super::expression::{Bindings, Cell, Evaluator};
use super::{Step, Stop, condition};
use crate::catalog::edit::Edit;
use crate::catalog::refusal::Refusal;
use crate::catalog::session::statement;
use crate::sql::syntax::{self, Block};
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has_token, written};
use crate::sql::{Span, literal};

/// Runs a block.
pub(super) fn run(edit: &mut Edit<'_>, block: &Block) -> Step<()> {
    let tree = &block.tree;
    let queries: Vec<SyntaxNode> = tree.descendants().filter(is_query_into).collect();
    if !block.is_read(&queries) {
        return Err(Stop::Unknown("not all of this DO block is understood"));
    }
    let constants = Constants::of(tree);
    let mut run = Run { edit, block, constants, caught: None };
    let top = child(tree, SyntaxKind::PLPGSQL_BLOCK);
    top.map_or(Ok(()), |top| run.block(&top))
}

/// A block while it runs.
struct Run<'r, 'a> {
    edit: &'r mut Edit<'a>,
    block: &'r Block,
    constants: Constants,
    /// The refusal that the handler at work has caught.
    caught: Option<Refusal>,
}

impl Run<'_, '_> {
    fn block(&mut self, block: &SyntaxNode) -> Step<()> {
        let Some(body) = child(block, SyntaxKind::PLPGSQL_BODY) else { return Ok(()) };
        let section = child(block, SyntaxKind::PLPGSQL_EXCEPTION_SECTION);
        let Some(section) = section else { return self.body(&body) };
        let handlers: Vec<SyntaxNode> =
            children(&section, SyntaxKind::PLPGSQL_EXCEPTION_HANDLER).collect();
        check_rows_matter_not(&body, &handlers)?;
        let mark = self.edit.mark();
        let opaque = self.edit.opaque.clone();
        let refusal = match self.body(&body) {
            Err(Stop::Refused(refusal)) => refusal,
            other => return other,
        };
        let handler = handlers.iter().find(|handler| condition::handles(handler, &refusal));
        let Some(body) = handler.and_then(|handler| child(handler, SyntaxKind::PLPGSQL_BODY))
        else {
            return Err(Stop::Refused(refusal));
        };
        self.edit.roll_back_to(mark);
        self.edit.opaque = opaque;
        let outer = self.caught.replace(refusal);
        let handled = self.body(&body);
        self.caught = outer;
        handled
    }

    fn body(&mut self, body: &SyntaxNode) -> Step<()> {
        body.children().try_for_each(|statement| self.statement(&statement))
    }

    fn statement(&mut self, statement: &SyntaxNode) -> Step<()> {
        use SyntaxKind::*;
        match statement.kind() {
            PLPGSQL_EXEC_SQL_STMT => match statement.first_child() {
                Some(sql) => self.sql(sql.text(), statement),
                None => Ok(()),
            },
            PLPGSQL_BLOCK => self.block(statement),
            PLPGSQL_PERFORM_STMT => match statement.first_child() {
                Some(query) => self.perform(&query, statement),
                None => Ok(()),
            },
            PLPGSQL_IF_STMT => self.branches(statement),
            PLPGSQL_RAISE_STMT => self.raise(statement),
            PLPGSQL_DYN_EXECUTE_STMT if !is_harmless(statement) => self.execute(statement),
            PLPGSQL_RETURN_STMT => Err(Stop::Returned),
            _ if is_harmless(statement) => Ok(()),
            PLPGSQL_CALL_STMT => Err(Stop::Unknown("what a procedure does is not known")),
            PLPGSQL_COMMIT_STMT | PLPGSQL_ROLLBACK_STMT => {
                Err(Stop::Unknown("a DO block that ends transactions is not looked into"))
            }
            PLPGSQL_DO_STMT => Err(Stop::Unknown("a DO block inside another is not looked into")),
            _ => Err(Stop::Unknown("how often this DO block makes its changes is not known")),
        }
    }

    /// Applies a statement of SQL; `at` is where it stands in the body.
    fn sql(&mut self, text: &str, at: &SyntaxNode) -> Step<()> {
        let place = self.block.span_in_statement(at);
        let moved = |refusal: Refusal| {
            let Span { start, end } = refusal.span;
            let span = Span { start: place.start + start, end: place.start + end };
            Stop::Refused(refusal.at(span))
        };
        let text = text.trim().trim_end_matches(';');
        let parsed = syntax::parse(text)
            .map_err(|fault| moved(Refusal::syntax(fault.span, fault.message)))?;
        let tree = &parsed;
        if changes_session(tree) {
            return Err(Stop::Unknown("a DO block that changes the session is not looked into"));
        }
        if self.constants.are_mentioned_in_query_of(tree) {
            return Err(Stop::Unknown("this DO block puts variables into a definition"));
        }
        let mark = self.edit.mark();
        let applied = statement::apply(self.edit, tree).map_err(moved);
        self.edit.place_since(mark, place);
        applied
    }

    /// Reads `PERFORM`, which is `SELECT` by another name.
    fn perform(&mut self, query: &SyntaxNode, at: &SyntaxNode) -> Step<()> {
        let text = query.text();
        let rest = text.get("perform".len()..).unwrap_or_default();
        self.sql(&format!("select{rest}"), at)
    }

    /// Runs the branch of an `IF` whose condition holds.
    fn branches(&mut self, statement: &SyntaxNode) -> Step<()> {
        let mut branches = vec![statement.clone()];
        branches.extend(children(statement, SyntaxKind::PLPGSQL_ELSIF_CLAUSE));
        for branch in &branches {
            match self.holds(branch) {
                Some(true) => return self.branch(branch),
                Some(false) => {}
                // Whether rows are as they should be does not matter, as long as the answer does not either.
                None if is_harmless(statement) => return Ok(()),
                None => {
                    return Err(Stop::Unknown(
                        "whether a condition of this DO block holds is not known",
                    ));
                }
            }
        }
        let otherwise = child(statement, SyntaxKind::PLPGSQL_ELSE_CLAUSE);
        otherwise.map_or(Ok(()), |otherwise| self.branch(&otherwise))
    }

    fn branch(&mut self, branch: &SyntaxNode) -> Step<()> {
        child(branch, SyntaxKind::PLPGSQL_BODY).map_or(Ok(()), |body| self.body(&body))
    }

    /// Returns whether a branch's condition holds, if that is known.
    fn holds(&self, branch: &SyntaxNode) -> Option<bool> {
        let condition = child(branch, SyntaxKind::PLPGSQL_EXPR)?;
        match self.value(&condition)? {
            Cell::Bool(holds) => Some(holds),
            Cell::Null => Some(false),
            _ => None,
        }
    }

    fn value(&self, expression: &SyntaxNode) -> Option<Cell> {
        let evaluator = Evaluator { lookup: self.edit.lookup(), constants: &self.constants };
        evaluator.of_plpgsql(expression, &Bindings::default())
    }

    /// Reads `EXECUTE` of a text that is known.
    fn execute(&mut self, statement: &SyntaxNode) -> Step<()> {
        let text = child(statement, SyntaxKind::PLPGSQL_EXPR).and_then(|text| self.value(&text));
        let Some(Cell::Text(text)) = text else {
            return Err(Stop::Unknown("what this DO block executes is put together when it runs"));
        };
        let mut start = statement.clone();
        if let Some(expression) = child(statement, SyntaxKind::PLPGSQL_EXPR) {
            start = expression;
        }
        self.sql(&text, &start)
    }

    /// Returns the message of an exception, with the values that are known in their places.
    fn message(&self, message: &SyntaxNode, raise: &SyntaxNode) -> String {
        let pattern = message.first_child().map(|text| literal::read(&text)).unwrap_or_default();
        let mut values = children(raise, SyntaxKind::PLPGSQL_EXPR);
        let mut filled = String::new();
        let mut parts = pattern.split('%');
        filled.push_str(parts.next().unwrap_or_default());
        for part in parts {
            match values.next().map(|value| self.value(&value)) {
                Some(Some(Cell::Text(value))) => filled.push_str(&value),
                Some(Some(Cell::Number(value))) => filled.push_str(&value.to_string()),
                _ => filled.push('%'),
            }
            filled.push_str(part);
        }
        filled
    }

    fn raise(&mut self, statement: &SyntaxNode) -> Step<()> {
        let level = child(statement, SyntaxKind::PLPGSQL_RAISE_LEVEL);
        let is_exception =
            level.as_ref().is_none_or(|level| written(level).eq_ignore_ascii_case("exception"));
        if !is_exception {
            return Ok(());
        }
        let message = child(statement, SyntaxKind::PLPGSQL_RAISE_MESSAGE);
        match (message, &self.caught) {
            (None, Some(caught)) if level.is_none() && statement.first_child().is_none() => {
                Err(Stop::Refused(caught.clone()))
            }
            (Some(message), _) if !states_its_code(statement) => {
                let span = self.block.span_in_statement(statement);
                Err(Stop::Refused(Refusal::raised(span, self.message(&message, statement))))
            }
            _ => Err(Stop::Unknown("this DO block raises an exception of its own")),
        }
    }
}

fn states_its_code(raise: &SyntaxNode) -> bool {
    raise.descendants().any(|node| {
        matches!(
            node.kind(),
            SyntaxKind::PLPGSQL_RAISE_OPTION_ERRCODE | SyntaxKind::PLPGSQL_CONDITION
        )
    })
}

/// Tells whether nothing in a part of a block can change the schema, whichever way it goes.
fn is_harmless(part: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    part.descendants().all(|node| match node.kind() {
        PLPGSQL_EXEC_SQL_STMT => node.first_child().is_none_or(|sql| is_about_rows(sql.kind())),
        PLPGSQL_DYN_EXECUTE_STMT => executes_query(&node),
        PLPGSQL_CALL_STMT | PLPGSQL_DO_STMT | PLPGSQL_COMMIT_STMT | PLPGSQL_ROLLBACK_STMT => false,
        // It would keep what follows from being run.
        PLPGSQL_RETURN_STMT => false,
        _ => true,
    })
}

/// Tells whether a statement reads or changes rows and nothing else.
fn is_about_rows(statement: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        statement,
        SELECT
            | COMPOUND_SELECT
            | PAREN_SELECT
            | VALUES
            | TABLE
            | INSERT
            | UPDATE
            | DELETE
            | MERGE
            | TRUNCATE
            | ANALYZE
            | LOCK
            | NOTIFY
            | REFRESH
            | SET_CONSTRAINTS
    )
}

/// The words with which statements about rows begin.
const ROW_WORDS: &[&str] =
    &["select", "insert", "update", "delete", "with", "merge", "lock", "truncate"];

/// Tells whether an `EXECUTE` is of a text that begins as a statement about rows does.
fn executes_query(execute: &SyntaxNode) -> bool {
    let first = execute.descendants().find(|node| node.kind() == SyntaxKind::LITERAL);
    let begins_with_text = first.as_ref().is_some_and(|literal| {
        let before = execute.children_with_tokens().filter_map(|element| element.into_node());
        let start = before.map(|node| node.span().start).next();
        start == Some(literal.span().start) || is_first_of_format(literal)
    });
    let text = first.map(|literal| literal::read(&literal)).unwrap_or_default();
    let word = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    begins_with_text && ROW_WORDS.contains(&word.as_str())
}

/// Tells whether a text is the pattern of `format`.
fn is_first_of_format(literal: &SyntaxNode) -> bool {
    let list = literal.ancestors().find(|node| node.kind() == SyntaxKind::ARG_LIST);
    let call = list.and_then(|list| list.parent());
    let name = call.and_then(|call| call.first_child());
    name.is_some_and(|name| written(&name).eq_ignore_ascii_case("format"))
}

/// Tells whether a node is a query `INTO` a variable, which the parser does not read.
fn is_query_into(node: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    let is_query = node.kind() == ERROR
        && matches!(
            node.first_token().map(|token| token.kind()),
            Some(SELECT_KW | INSERT_KW | UPDATE_KW | DELETE_KW | WITH_KW)
        );
    let ends = node.last_token().is_some_and(|token| token.kind() == SEMICOLON);
    let semicolons = node.descendants_with_tokens().filter(|one| one.kind() == SEMICOLON).count();
    is_query && ends && semicolons == 1 && has_token(node, INTO_KW)
}

fn changes_session(tree: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    matches!(tree.kind(), SET | SET_ROLE | RESET | RESET_ROLE | SET_SESSION_AUTH | DISCARD)
}

/// Sees that no refusal of rows decides whether the schema is changed: what rows there are is not known.
fn check_rows_matter_not(body: &SyntaxNode, handlers: &[SyntaxNode]) -> Step<()> {
    let touches_rows = body.descendants().any(|node| {
        is_about_rows(node.kind())
            && node.parent().is_some_and(|parent| is_statement(parent.kind()))
            || is_query_into(&node)
    });
    let is_at_stake = !is_harmless(body) || handlers.iter().any(|handler| !is_harmless(handler));
    if touches_rows && is_at_stake && handlers.iter().any(condition::handles_rows) {
        return Err(Stop::Unknown("whether the rows let this DO block run is not known"));
    }
    Ok(())
}

fn is_statement(kind: SyntaxKind) -> bool {
    matches!(kind, SyntaxKind::PLPGSQL_EXEC_SQL_STMT | SyntaxKind::PLPGSQL_PERFORM_STMT)
}
