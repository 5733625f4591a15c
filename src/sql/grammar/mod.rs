//! What PostgreSQL's grammar refuses, though the parser reads it: it reads generously, to go on.
//!
//! One pass over the tree, in which each kind of node has its rules. (The parser's crate has such a pass
//! too. It takes three times as long as the parsing, and it looks into the bodies of functions, which
//! PostgreSQL itself checks only when asked to.) Never in it: rules of meaning.

mod strings;

pub(super) use strings::check_names;

use super::Span;
use super::syntax::ast::{self, AstNode};
use super::syntax::{SyntaxKind, SyntaxKind::*, SyntaxNode, SyntaxToken};
use super::syntax::{is_col_name_keyword, is_reserved_keyword, is_type_func_name_keyword};
use super::tree::{child, children, has, has_token, span, written};

/// What is wrong, and where.
pub(super) type Wrong = (Span, String);

/// Returns what is wrong with the nodes of a tree.
pub(super) fn check(tree: &SyntaxNode) -> Vec<Wrong> {
    tree.descendants().filter_map(|node| check_node(&node)).collect()
}

fn check_node(node: &SyntaxNode) -> Option<Wrong> {
    match node.kind() {
        NAME_REF => name(node),
        TABLE_NAME => reserved(&node.first_token()?),
        LITERAL => strings::literal(node),
        CALL_EXPR => call(node),
        BIN_EXPR => operation(node),
        SELECT => select(node),
        ARG_LIST => modifiers(node),
        CREATE_TABLE => columns(node),
        JOIN_EXPR => join(node),
        PAREN_FROM_ITEM => in_parentheses(node),
        ARRAY_EXPR => array(node),
        SELECT_INTO => select_into(node),
        CREATE_FUNCTION | CREATE_PROCEDURE => routine(node),
        FUNCTION_SIG | PROCEDURE_SIG | ROUTINE_SIG => no_defaults(node),
        AGGREGATE | CREATE_AGGREGATE => no_defaults(node).or_else(|| no_results(node)),
        PARTITION_FOR_VALUES_WITH => hash_bounds(node),
        SET_SINGLE_COLUMN => part_set_to_default(node),
        ATOMIC_BODY => between(node, "expected a semicolon", 0),
        RULE_STMT_LIST | SOURCE_FILE => {
            between(node, "expected the end of the statement, or a semicolon", 1)
        }
        CUSTOM_OP => (node.text().len() > 63).then(|| at(node, "operator too long")),
        PREFIX_EXPR => prefix(node),
        SELECT_CLAUSE if !has(node, TARGET_LIST) => {
            Some(at(&child(node, DISTINCT_CLAUSE)?, "Expected a target after SELECT DISTINCT"))
        }
        RELATION_FROM_ITEM => {
            Some(at_token(&token(node, LATERAL_KW)?, "LATERAL cannot be used with a bare relation"))
        }
        FUNCTION_FROM_ITEM => {
            Some(at_token(&token(node, ONLY_KW)?, "ONLY cannot be used with a function call"))
        }
        NON_STANDARD_PARAM => {
            Some(at(node, "Invalid parameter type. Use positional params like $1 instead."))
        }
        STORAGE_MODE => storage(node),
        DISTINCT_ON => empty(node, "Expected at least one expression in DISTINCT ON list."),
        SET_COLUMN_LIST => empty(node, "Expected at least one column assignment after SET"),
        TO_CONFIG_VALUE if !has_token(node, DEFAULT_KW) => {
            empty(node, "Expected DEFAULT, string, identifier, number, or list of values")
        }
        JSON_ARRAY_FN if has(node, JSON_EXPR_FORMAT) => {
            Some(at(&child(node, JSON_SELECT_FORMAT)?, "Subquery must be the only argument"))
        }
        JSON_OBJECT_FN if has(node, JSON_KEY_VALUE) => {
            let argument = |inner: &SyntaxNode| ast::FuncArgExpr::can_cast(inner.kind());
            let argument = node.children().find(argument)?;
            Some(at(&argument, "Cannot mix `key: value` pairs with other arguments"))
        }
        DO_LANGUAGE => {
            let name = node.last_token()?;
            let is_sql = name.text().trim_matches('\'').eq_ignore_ascii_case("sql");
            is_sql.then(|| at_token(&name, "SQL is not a valid language for DO statements."))
        }
        _ => None,
    }
}

fn at(node: &SyntaxNode, message: &str) -> Wrong {
    (span(node), message.to_owned())
}

fn at_token(token: &SyntaxToken, message: &str) -> Wrong {
    (token.span(), message.to_owned())
}

fn at_end(node: &SyntaxNode, message: &str) -> Wrong {
    let end = span(node).end;
    (Span { start: end, end }, message.to_owned())
}

fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens().filter_map(|element| element.into_token())
}

fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    tokens(node).find(|token| token.kind() == kind)
}

fn empty(node: &SyntaxNode, message: &str) -> Option<Wrong> {
    node.first_child().is_none().then(|| at(node, message))
}

fn reserved(token: &SyntaxToken) -> Option<Wrong> {
    is_type_func_name_keyword(token.kind())
        .then(|| at_token(token, &format!("`{}` is a reserved keyword", token.text())))
}

/// A keyword that names functions and types names nothing else, but behind a dot.
fn name(node: &SyntaxNode) -> Option<Wrong> {
    let token = node.first_token().filter(|token| token.kind() != CURRENT_SCHEMA_KW)?;
    let wrong = reserved(&token)?;
    let parent = node.parent()?;
    match parent.kind() {
        CALL_EXPR => None,
        FIELD_EXPR if parent.first_child().as_ref() != Some(node) => None,
        _ => Some(wrong),
    }
}

fn call(node: &SyntaxNode) -> Option<Wrong> {
    let called = node.first_child()?;
    let word = called.first_token()?;
    if matches!(called.kind(), ANY_FN | SOME_FN | ALL_FN) {
        let operation = node.parent().filter(|parent| parent.kind() == BIN_EXPR);
        let is_operand =
            operation.and_then(|operation| operation.last_child()).as_ref() == Some(node);
        let message = || format!("`{}` must follow an operator", word.text());
        return (!is_operand).then(|| at_token(&word, &message()));
    }
    let is_keyword = is_col_name_keyword(word.kind()) || is_reserved_keyword(word.kind());
    if called.kind() != NAME_REF || !is_keyword {
        return None;
    }
    let list = child(node, ARG_LIST);
    let given = list.map_or(0, |list| match has_token(&list, STAR) {
        true => 1,
        false => children(&list, ARG).count(),
    });
    let word_text = word.text();
    let message = match word.kind() {
        NULLIF_KW if given != 2 => "`nullif` takes two arguments".to_owned(),
        MERGE_ACTION_KW if given != 0 => "`merge_action` takes no arguments".to_owned(),
        COALESCE_KW | GREATEST_KW | GROUPING_KW | LEAST_KW | NORMALIZE_KW | XMLCONCAT_KW
            if given == 0 =>
        {
            format!("`{word_text}` takes at least one argument")
        }
        COALESCE_KW | GRAPH_TABLE_KW | GREATEST_KW | GROUPING_KW | LEAST_KW | MERGE_ACTION_KW
        | NORMALIZE_KW | NULLIF_KW | XMLCONCAT_KW => return None,
        CURRENT_TIME_KW | CURRENT_TIMESTAMP_KW | LOCALTIME_KW | LOCALTIMESTAMP_KW => return None,
        _ => format!("`{word_text}` is not a valid function name"),
    };
    Some(at_token(&word, &message))
}

/// `IN` and `OVERLAPS` want lists.
fn operation(node: &SyntaxNode) -> Option<Wrong> {
    let is_expression = |inner: &SyntaxNode| ast::Expr::can_cast(inner.kind());
    if has_token(node, OVERLAPS_KW) {
        return node.children().filter(is_expression).find_map(|operand| match operand.kind() {
            TUPLE_EXPR if operand.children().count() == 2 => None,
            TUPLE_EXPR => Some(at(&operand, "wrong number of parameters")),
            _ => Some(at(&operand, "OVERLAPS operand must be a row expression")),
        });
    }
    if !has_token(node, IN_KW) && !has(node, NOT_IN) {
        return None;
    }
    let list = node.children().filter(is_expression).nth(1)?;
    match list.kind() {
        PAREN_EXPR => None,
        TUPLE_EXPR if !has_token(&list, ROW_KW) => {
            empty(&list, "Expected at least one expression in IN list.")
        }
        _ => Some(at(&list, "Expected a parenthesized value list or subquery.")),
    }
}

fn select(node: &SyntaxNode) -> Option<Wrong> {
    let clause = child(node, SELECT_CLAUSE);
    let has_targets = clause.as_ref().is_some_and(|clause| has(clause, TARGET_LIST));
    match node.parent().map(|parent| parent.kind()) {
        Some(TUPLE_EXPR) if has_targets || clause.is_none() => {
            return Some(at(node, "Subqueries in tuple expressions must be parenthesized"));
        }
        Some(TUPLE_EXPR | PAREN_EXPR) if !has_targets => {
            return Some(at(node, "Expected a target after SELECT"));
        }
        _ => {}
    }
    let from = child(node, FROM_CLAUSE)?;
    match clause {
        None => Some(at(&from, "Missing select clause")),
        Some(clause) if span(&from).end <= span(&clause).start => {
            Some(at(&from, "Leading from clauses are not supported in Postgres"))
        }
        Some(_) => None,
    }
}

/// `INTO` stands in the first `SELECT` of a statement only.
fn select_into(node: &SyntaxNode) -> Option<Wrong> {
    let mut inner = node.clone();
    while let Some(outer) = inner.parent() {
        match outer.kind() {
            PAREN_SELECT => {}
            COMPOUND_SELECT if outer.first_child().as_ref() == Some(&inner) => {}
            COMPOUND_SELECT => {
                let message = "INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT";
                return Some(at(node, message));
            }
            EXPLAIN | PREPARE | SOURCE_FILE => return None,
            _ => return Some(at(node, "SELECT ... INTO is not allowed here")),
        }
        inner = outer;
    }
    None
}

/// What stands in parentheses behind a type.
fn modifiers(list: &SyntaxNode) -> Option<Wrong> {
    if !ast::Type::can_cast(list.parent()?.kind()) {
        return None;
    }
    children(list, ARG).find_map(|argument| {
        let simple = "Type modifiers must be simple constants or identifiers";
        if has_token(&argument, VARIADIC_KW) {
            return Some(at(&argument, simple));
        }
        if let Some(named) = child(&argument, NAMED_ARG) {
            return Some(at(&named, "Type modifier cannot have parameter name"));
        }
        if let Some(order) = child(&argument, ORDER_BY_CLAUSE) {
            return Some(at(&order, "Type modifier cannot have ORDER BY"));
        }
        let value = argument.first_child()?;
        (!is_simple(&value)).then(|| at(&value, simple))
    })
}

fn is_simple(value: &SyntaxNode) -> bool {
    let is_number = |kind: Option<SyntaxKind>| matches!(kind, Some(INT_NUMBER | NUMERIC_NUMBER));
    let first = value.first_token().map(|token| token.kind());
    match value.kind() {
        NAME_REF => true,
        LITERAL => {
            let string = [DOLLAR_QUOTED_STRING, ESC_STRING, STRING, UNICODE_ESC_STRING];
            is_number(first) || first.is_some_and(|first| string.contains(&first))
        }
        PREFIX_EXPR => {
            let inner = value.first_child().filter(|inner| inner.kind() == LITERAL);
            let number = inner.and_then(|inner| inner.first_token()).map(|token| token.kind());
            first == Some(MINUS) && is_number(number)
        }
        _ => false,
    }
}

fn columns(table: &SyntaxNode) -> Option<Wrong> {
    if has(table, PARTITION_OF) || has(table, OF_TYPE) {
        return None;
    }
    let list = child(table, TABLE_ARG_LIST)?;
    children(&list, COLUMN).find_map(|column| {
        let name = column.first_child()?;
        let has_type = column.children().any(|part| ast::Type::can_cast(part.kind()));
        (!has_type).then(|| at_end(&name, "Missing column type"))
    })
}

fn join(node: &SyntaxNode) -> Option<Wrong> {
    let join = child(node, JOIN)?;
    let type_ = join.children().find(|part| ast::JoinType::can_cast(part.kind()))?.kind();
    let is_natural = has_token(&join, NATURAL_KW);
    if is_natural || type_ == JOIN_CROSS {
        let using = child(&join, JOIN_USING_CLAUSE)?;
        let name = if is_natural { "natural" } else { "cross" };
        let message = format!("Join `using` clause is not allowed for {name} joins.");
        return Some(at(&using, &message));
    }
    let has_condition = has(&join, JOIN_USING_CLAUSE) || has(&join, ON_CLAUSE);
    (!has_condition).then(|| at_end(node, "Join missing condition."))
}

/// What stands in parentheses behind `FROM`: a query, a join, or a table behind `ONLY`.
fn in_parentheses(item: &SyntaxNode) -> Option<Wrong> {
    let is_only = has_token(item, ONLY_KW);
    if is_only && let Some(lateral) = token(item, LATERAL_KW) {
        return Some(at_token(&lateral, "LATERAL cannot be used with a bare relation"));
    }
    let is_query = |inner: &SyntaxNode| ast::SelectVariant::can_cast(inner.kind());
    let is_wrong = match (child(item, PAREN_SELECT), child(item, PAREN_EXPR)) {
        (Some(query), _) => !query.children().any(|inner| is_query(&inner)),
        (None, Some(inner)) => match from_item(&inner) {
            None => false,
            Some(inner) if inner.kind() == RELATION_FROM_ITEM => !is_only,
            Some(inner) => !is_join(inner),
        },
        (None, None) => false,
    };
    if is_wrong {
        return Some(at(item, "Parentheses are not allowed"));
    }
    let alias = child(item, FROM_ALIAS)?;
    let message = "A subquery alias must follow all closing parentheses";
    (item.parent()?.kind() == PAREN_SELECT).then(|| at(&alias, message))
}

fn from_item(parentheses: &SyntaxNode) -> Option<SyntaxNode> {
    parentheses.children().find(|inner| ast::FromListItem::can_cast(inner.kind()))
}

/// Tells whether an item is a join, or one in parentheses without a name.
fn is_join(item: SyntaxNode) -> bool {
    let mut item = Some(item);
    while let Some(inner) = item {
        match inner.kind() {
            JOIN_EXPR => return true,
            PAREN_FROM_ITEM if !has(&inner, FROM_ALIAS) => {
                item = child(&inner, PAREN_EXPR).and_then(|inner| from_item(&inner));
            }
            _ => return false,
        }
    }
    false
}

fn array(node: &SyntaxNode) -> Option<Wrong> {
    if !has_token(node, ARRAY_KW) && node.parent().is_none_or(|outer| outer.kind() != ARRAY_EXPR) {
        let start = span(node).start;
        return Some((Span { start, end: start }, "Array missing ARRAY keyword.".to_owned()));
    }
    let is_wrong = has_token(node, L_PAREN) && !has_query(node);
    is_wrong.then(|| at(&node.first_child().unwrap_or_else(|| node.clone()), "Expected a subquery"))
}

fn has_query(node: &SyntaxNode) -> bool {
    node.children().any(|inner| {
        ast::SelectVariant::can_cast(inner.kind())
            || inner.kind() == PAREN_EXPR && has_query(&inner)
    })
}

/// Some operators stand between two operands only.
fn prefix(node: &SyntaxNode) -> Option<Wrong> {
    let operator = child(node, CUSTOM_OP)?;
    let mut parts = tokens(&operator);
    let first = parts.next()?.kind();
    let is_wrong = matches!(first, STAR | SLASH | L_ANGLE | R_ANGLE | EQ | PERCENT | CARET);
    (is_wrong && parts.next().is_none()).then(|| at(&operator, "Invalid operator."))
}

fn routine(node: &SyntaxNode) -> Option<Wrong> {
    let body = node.children().find(|part| matches!(part.kind(), ATOMIC_BODY | RETURN_STMT));
    let has_text = child(node, FUNC_OPTION_LIST).is_some_and(|list| has(&list, AS_FUNC_OPTION));
    if let Some(body) = body.filter(|_| has_text) {
        return Some(at(&body, "Duplicate function body."));
    }
    child(node, RET_TYPE).filter(|returned| has_token(returned, TABLE_KW))?;
    let mode = parameters(node).into_iter().find_map(|parameter| mode_of_result(&parameter))?;
    Some(at(&mode, "OUT and INOUT arguments aren't allowed in TABLE functions"))
}

fn parameters(node: &SyntaxNode) -> Vec<SyntaxNode> {
    let list = child(node, PARAM_LIST);
    list.into_iter()
        .flat_map(|list| list.descendants())
        .filter(|inner| inner.kind() == PARAM)
        .collect()
}

fn mode_of_result(parameter: &SyntaxNode) -> Option<SyntaxNode> {
    parameter.children().find(|part| matches!(part.kind(), PARAM_OUT | PARAM_IN_OUT))
}

fn no_defaults(node: &SyntaxNode) -> Option<Wrong> {
    let default = parameters(node).into_iter().find_map(|it| child(&it, PARAM_DEFAULT))?;
    Some(at(&default, "Defaults are not allowed."))
}

fn no_results(node: &SyntaxNode) -> Option<Wrong> {
    let mode = parameters(node).into_iter().find_map(|parameter| mode_of_result(&parameter))?;
    let message = match mode.kind() {
        PARAM_OUT => "Out params are not allowed with aggregates.",
        _ => "In Out params are not allowed with aggregates.",
    };
    Some(at(&mode, message))
}

fn hash_bounds(node: &SyntaxNode) -> Option<Wrong> {
    let mut wanted = vec!["modulus", "remainder"];
    for bound in children(node, HASH_PARTITION_BOUND) {
        let word = bound.first_token()?;
        let actual = word.text().to_ascii_lowercase();
        if let Some(place) = wanted.iter().position(|one| *one == actual) {
            wanted.remove(place);
        } else if matches!(actual.as_str(), "modulus" | "remainder") {
            return Some(at(&bound, &format!("{actual} provided more than once")));
        } else {
            let message = match wanted.first() {
                Some(one) => format!("Expected {one} but found {actual}"),
                None => format!("unrecognized hash partition bound specification \"{actual}\""),
            };
            return Some(at_token(&word, &message));
        }
    }
    (!wanted.is_empty()).then(|| at(node, "Expected remainder and modulus"))
}

fn part_set_to_default(node: &SyntaxNode) -> Option<Wrong> {
    child(node, SET_EXPR).filter(|value| has_token(value, DEFAULT_KW))?;
    let target = child(node, COLUMN_TARGET)?;
    let part = target.children().find(|part| ast::Accessor::can_cast(part.kind()))?;
    let message = match part.kind() {
        FIELD_ACCESSOR => "cannot set a subfield to DEFAULT",
        _ => "cannot set an array element to DEFAULT",
    };
    Some(at(&target, message))
}

/// Each statement of a list, but for some at its end, ends with a semicolon.
fn between(node: &SyntaxNode, message: &str, but_for: usize) -> Option<Wrong> {
    let statements: Vec<SyntaxNode> = node.children().collect();
    let checked = statements.len().saturating_sub(but_for);
    let wrong = statements.iter().take(checked).enumerate().find(|(place, statement)| {
        let is_followed_by_none =
            statements.get(place + 1).is_some_and(|next| next.kind() == EMPTY_STMT);
        let ends = statement.last_token().is_some_and(|token| token.kind() == SEMICOLON);
        !ends && !is_followed_by_none && !matches!(statement.kind(), EMPTY_STMT | RETURN_STMT)
    });
    wrong.map(|(_, statement)| at_end(statement, message))
}

fn storage(node: &SyntaxNode) -> Option<Wrong> {
    let text = written(node);
    let word = text.trim().trim_matches('"');
    let modes = ["plain", "external", "extended", "main", "default"];
    let is_known = modes.iter().any(|mode| word.eq_ignore_ascii_case(mode));
    (!is_known).then(|| at(node, "Expected PLAIN, EXTERNAL, EXTENDED, MAIN, or DEFAULT"))
}
