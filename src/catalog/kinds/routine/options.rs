//! The options of functions and procedures: an attribute for each thing that `ALTER` can change by itself.
//!
//! What holds without being said is not kept. Never in it: arguments.

use super::find::mention;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::extension;
use crate::catalog::lookup::Lookup;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve;
use crate::catalog::types::built_in;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value, said_in, types};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, span, written};
use crate::sql::types::is_type;
use crate::sql::{DdlObjectType, literal};

/// The languages that are there without being made.
const LANGUAGES: &[&str] = &["c", "internal", "sql"];

/// Said of a routine whose settings are not in the order of their names. It follows from which was made first, so two
/// branches don't disagree about it.
pub(crate) const SETTINGS_ORDER: &str = "order of settings";

/// Returns the names of a routine's settings, in the order in which they were made.
pub(super) fn settings(object: &Object) -> Vec<String> {
    let listed = object.text(SETTINGS_ORDER).unwrap_or_default().split(", ").map(str::to_owned);
    let is_there = |name: &String| object.has(&format!("setting {name}"));
    let mut settings: Vec<String> = listed.filter(is_there).collect();
    for attribute in object.attributes.keys() {
        let setting = attribute.strip_prefix("setting ");
        let is_new = |name: &&str| !settings.iter().any(|listed| listed == name);
        settings.extend(setting.filter(is_new).map(str::to_owned));
    }
    settings
}

/// Returns what is said of the order of settings.
fn order(settings: &[String]) -> Option<Value> {
    (!settings.is_sorted()).then(|| Value::from(settings.join(", ")))
}

/// What an option says: an attribute, and its value, if what it says does not hold anyway.
type Said = (Attribute, Option<Value>);

/// Reads the options of a `CREATE`, and its body in SQL.
///
/// # Errors
///
/// `42601` for an option twice, `42P13` without a language or a body, `42704` for a language that is not there.
pub(super) fn of_new(
    edit: &mut Edit<'_>,
    statement: &SyntaxNode,
) -> Accepted<Vec<(Attribute, Value)>> {
    let mut said: Vec<Said> = Vec::new();
    let list = child(statement, SyntaxKind::FUNC_OPTION_LIST);
    let is_procedure = statement.kind() == SyntaxKind::CREATE_PROCEDURE;
    for node in list.iter().flat_map(|list| list.children()) {
        for (attribute, value) in read(edit, &node)? {
            if is_procedure && is_of_functions(&attribute) {
                let message = "invalid attribute in procedure definition";
                return Err(Refusal::invalid_function(span(&node), message));
            }
            let is_setting = attribute.starts_with("setting ");
            if !is_setting && said.iter().any(|(other, _)| *other == attribute) {
                let message = "conflicting or redundant options";
                return Err(Refusal::syntax(span(&node), message));
            }
            said.retain(|(other, _)| *other != attribute);
            said.push((attribute, value));
        }
    }
    let given = said.iter().filter(|(_, value)| value.is_some());
    let settings = given.filter_map(|(attribute, _)| attribute.strip_prefix("setting "));
    let order = order(&settings.map(str::to_owned).collect::<Vec<_>>());
    said.push((SETTINGS_ORDER.into(), order));
    let mut attributes: Vec<(Attribute, Value)> =
        said.into_iter().filter_map(|(attribute, value)| Some((attribute, value?))).collect();
    check_rows(statement, &attributes)?;
    drop_default_costs(&mut attributes);
    Ok(attributes)
}

/// Returns the attributes of a body in SQL, and sees that there is a body, and a language.
pub(super) fn body(
    lookup: Lookup<'_>,
    statement: &SyntaxNode,
    attributes: &[(Attribute, Value)],
) -> Accepted<Vec<(Attribute, Value)>> {
    let has = |name: &str| attributes.iter().any(|(attribute, _)| attribute == name);
    let body = read_body(statement);
    let refuse = |message: &str| Err(Refusal::invalid_function(span(statement), message));
    match body {
        Some(_) if has("body") => refuse("duplicate function body specified"),
        Some(node) => {
            let scope = super::body::scope(statement, attributes);
            let mut body = vec![("sql body".into(), resolve::body(lookup, &node, &scope)?)];
            match said_in(attributes, "language") {
                Some(language) if language.as_text() != Some("sql") => {
                    return refuse("inline SQL function body only valid for language SQL");
                }
                Some(_) => {}
                None => body.push(("language".into(), Value::from("sql"))),
            }
            Ok(body)
        }
        None if !has("language") => refuse("no language specified"),
        None if !has("body") => refuse("no function body specified"),
        None => Ok(Vec::new()),
    }
}

/// Returns the body of a statement that is no string.
pub(super) fn read_body(statement: &SyntaxNode) -> Option<SyntaxNode> {
    let is_body = |kind| matches!(kind, SyntaxKind::ATOMIC_BODY | SyntaxKind::RETURN_STMT);
    statement.children().find(|node| is_body(node.kind()))
}

fn check_rows(statement: &SyntaxNode, attributes: &[(Attribute, Value)]) -> Accepted<()> {
    let result = child(statement, SyntaxKind::RET_TYPE);
    let is_set = result.is_some_and(|result| {
        let text = written(&result).to_ascii_lowercase();
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric()).skip(1);
        words.any(|word| matches!(word, "setof" | "table"))
    });
    if !is_set && attributes.iter().any(|(attribute, _)| attribute == "rows") {
        let message = "ROWS is not applicable when function does not return a set";
        return Err(Refusal::invalid_parameter(span(statement), message));
    }
    Ok(())
}

/// Takes out the cost and the number of rows that PostgreSQL assumes anyway.
fn drop_default_costs(attributes: &mut Vec<(Attribute, Value)>) {
    let language = said_in(attributes, "language").and_then(Value::as_text).unwrap_or_default();
    let cost = if matches!(language, "c" | "internal") { "1" } else { "100" };
    attributes.retain(|(attribute, value)| {
        !(attribute == "cost" && value.as_text() == Some(cost)
            || attribute == "rows" && value.as_text() == Some("1000"))
    });
}

/// Reads the options of an `ALTER`.
///
/// # Errors
///
/// `42809` for an aggregate, `42P13` for what a procedure does not have.
pub(super) fn alter(edit: &mut Edit<'_>, id: ObjectId, list: &SyntaxNode) -> Accepted<()> {
    let kind = edit.get(id).map(|object| (object.kind.object_type, object.name.clone()));
    if let Some((DdlObjectType::Aggregate, name)) = &kind {
        let message = format!("\"{name}\" is an aggregate function");
        return Err(Refusal::wrong_object(span(list), message));
    }
    let is_procedure = matches!(kind, Some((DdlObjectType::Procedure, _)));
    let before = edit.get(id).map(settings).unwrap_or_default();
    for node in list.children() {
        if node.kind() == SyntaxKind::RESET_FUNC_OPTION && resets_all(&node) {
            reset_all(edit, id);
            continue;
        }
        for (attribute, value) in read(edit, &node)? {
            if is_procedure && is_of_functions(&attribute) {
                let message = "invalid attribute in procedure definition";
                return Err(Refusal::invalid_function(span(&node), message));
            }
            edit.set(id, attribute, value);
        }
    }
    // A new one comes last.
    let after = edit.get(id).map(settings).unwrap_or_default();
    let kept = before.iter().filter(|name| after.contains(name));
    let added = after.iter().filter(|name| !before.contains(name));
    let order = order(&kept.chain(added).cloned().collect::<Vec<_>>());
    edit.set(id, SETTINGS_ORDER, order);
    Ok(())
}

/// Tells whether procedures have no such attribute.
fn is_of_functions(attribute: &str) -> bool {
    matches!(
        attribute,
        "volatility" | "strict" | "leakproof" | "parallel" | "cost" | "rows" | "support" | "window"
    )
}

fn resets_all(node: &SyntaxNode) -> bool {
    child(node, SyntaxKind::CONFIG_PARAMETER_REF).is_none()
}

fn reset_all(edit: &mut Edit<'_>, id: ObjectId) {
    let Some(object) = edit.get(id) else { return };
    let settings: Vec<Attribute> = object
        .attributes
        .keys()
        .filter(|attribute| attribute.starts_with("setting "))
        .cloned()
        .collect();
    for setting in settings {
        edit.set(id, setting, None);
    }
}

/// Reads one option.
fn read(edit: &mut Edit<'_>, node: &SyntaxNode) -> Accepted<Vec<Said>> {
    use SyntaxKind::*;
    let text = |text: &str| Some(Value::from(text));
    let (attribute, value) = match node.kind() {
        AS_FUNC_OPTION => return Ok(source(node)),
        LANGUAGE_FUNC_OPTION => ("language", Some(language(edit.lookup(), node)?)),
        IMMUTABLE => ("volatility", text("immutable")),
        STABLE => ("volatility", text("stable")),
        VOLATILE => ("volatility", None),
        STRICT_FUNC_OPTION | RETURNS_NULL_ON_NULL_INPUT_FUNC_OPTION => {
            ("strict", Some(Value::flag()))
        }
        CALLED_ON_NULL_INPUT_FUNC_OPTION => ("strict", None),
        SECURITY_DEFINER_FUNC_OPTION => ("security", text("definer")),
        SECURITY_INVOKER_FUNC_OPTION => ("security", None),
        LEAKPROOF_FUNC_OPTION => ("leakproof", Some(Value::flag())),
        NOT_LEAKPROOF_FUNC_OPTION => ("leakproof", None),
        PARALLEL_FUNC_OPTION => ("parallel", parallel(node)?),
        COST_FUNC_OPTION => ("cost", Some(number(node, "COST")?)),
        ROWS_FUNC_OPTION => ("rows", Some(number(node, "ROWS")?)),
        SUPPORT_FUNC_OPTION => {
            let function = node.first_child();
            ("support", function.map(|function| mention(edit.lookup(), &function)))
        }
        WINDOW_FUNC_OPTION => ("window", Some(Value::flag())),
        TRANSFORM_FUNC_OPTION => ("transform", Some(transform(edit.lookup(), node)?)),
        SET_FUNC_OPTION | RESET_FUNC_OPTION => return Ok(vec![setting(edit, node)]),
        _ => return Ok(Vec::new()),
    };
    Ok(vec![(attribute.into(), value)])
}

/// Reads `AS 'body'` and `AS 'file', 'symbol'`.
fn source(node: &SyntaxNode) -> Vec<Said> {
    let literals: Vec<SyntaxNode> =
        node.descendants().filter(|inner| inner.kind() == SyntaxKind::LITERAL).collect();
    let text = |node: &SyntaxNode| Some(Value::from(literal::read(node)));
    match literals.as_slice() {
        [file, symbol] => {
            vec![("object file".into(), text(file)), ("body".into(), text(symbol))]
        }
        [body, ..] => vec![("body".into(), text(body))],
        [] => Vec::new(),
    }
}

/// Returns the mention of a language: one that was made, one that an extension may have brought, or one that every
/// server has.
fn language(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Value> {
    let Some(name) = node.first_child() else { return Ok(Value::default()) };
    let written = match name.kind() {
        SyntaxKind::LITERAL => literal::read(&name),
        _ => names::identifier(&name),
    };
    if LANGUAGES.contains(&written.as_str()) {
        return Ok(Value::from(written));
    }
    let own = Namespace::InDatabase("language");
    if let Some(id) = lookup.catalog.named(ObjectId::DATABASE, own, &written) {
        return Ok(Value::name(id, Form::Bare));
    }
    if let Some(extension) = bringing(lookup, &written) {
        let mut value = Value::name(extension, Form::Silent);
        value.push_text(&quote(&written));
        return Ok(value);
    }
    let message = format!("language \"{written}\" does not exist");
    Err(Refusal::undefined_object(span(&name), message))
}

/// Returns the extension that brought a language: the one of its name, or one of which nothing is known.
fn bringing(lookup: Lookup<'_>, language: &str) -> Option<ObjectId> {
    extension::named(lookup, language).or_else(|| {
        let extensions = Namespace::InDatabase("extension");
        lookup.catalog.named_from(ObjectId::DATABASE, extensions, "").find(|&id| {
            let extension = lookup.catalog.get(id);
            extension.is_some_and(|extension| built_in::may_bring_type(&extension.name, language))
        })
    })
}

fn parallel(node: &SyntaxNode) -> Accepted<Option<Value>> {
    let word = node.last_token().map(|token| token.text().to_ascii_lowercase());
    match word.as_deref() {
        Some("unsafe") => Ok(None),
        Some(word @ ("safe" | "restricted")) => Ok(Some(Value::from(word))),
        _ => {
            let message = "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE";
            Err(Refusal::syntax(span(node), message))
        }
    }
}

fn number(node: &SyntaxNode, word: &str) -> Accepted<Value> {
    let number: String = written(node).split_whitespace().skip(1).collect();
    if literal::is_number(&number) && !literal::is_positive(&number) {
        let message = format!("{word} must be positive");
        return Err(Refusal::invalid_parameter(span(node), message));
    }
    Ok(Value::from(number))
}

/// Reads `TRANSFORM FOR TYPE …, …`.
fn transform(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Value> {
    let mut value = Value::default();
    for transform in children(node, SyntaxKind::TRANSFORM_FOR_TYPE) {
        let Some(type_) = transform.children().find(is_type) else { continue };
        value.push_text(if value == Value::default() { "FOR TYPE " } else { ", FOR TYPE " });
        value.push(&types::read(lookup, &type_)?);
    }
    Ok(value)
}

/// Reads `SET parameter` and `RESET parameter`.
fn setting(edit: &mut Edit<'_>, node: &SyntaxNode) -> Said {
    let find = |kind| node.descendants().find(|inner| inner.kind() == kind);
    let parameter = find(SyntaxKind::CONFIG_PARAMETER_REF)
        .map(|name| names::path(&name).join("."))
        .unwrap_or_default();
    // `SET TIME ZONE 'UTC'`
    let words = parameter.split_ascii_whitespace();
    let parameter = words.collect::<Vec<_>>().concat();
    let attribute = format!("setting {parameter}").into();
    if node.kind() == SyntaxKind::RESET_FUNC_OPTION {
        return (attribute, None);
    }
    if find(SyntaxKind::FROM_CURRENT).is_some() {
        return (attribute, current(edit, &parameter));
    }
    let value = find(SyntaxKind::TO_CONFIG_VALUE).map(|value| written(&value));
    let value = value.unwrap_or_default();
    let value = value.trim_start_matches('=');
    let value = match value.get(..2) {
        Some(to) if to.eq_ignore_ascii_case("to") => value.get(2..).unwrap_or_default(),
        _ => value,
    };
    let value = value.trim();
    if value.eq_ignore_ascii_case("default") {
        return (attribute, None);
    }
    let path = (parameter == "search_path").then(|| schemas_in(value)).flatten();
    (attribute, Some(path.unwrap_or_else(|| Value::from(value))))
}

/// Returns a search path with its schemas as names, whether they were said as names or as strings; nothing where a
/// string holds a comma.
fn schemas_in(path: &str) -> Option<Value> {
    let is_whole = |item: &str| item.matches(['\'', '"']).count().is_multiple_of(2);
    let names = path.split(',').all(is_whole).then(|| names::schemas(path))?;
    let quoted = names.iter().map(|name| match name.as_str() {
        "" => "''".to_owned(),
        name => quote(name).into_owned(),
    });
    Some(Value::from(quoted.collect::<Vec<_>>().join(", ")))
}

/// Returns what a setting of the session is.
fn current(edit: &mut Edit<'_>, parameter: &str) -> Option<Value> {
    if parameter == "search_path" {
        let schemas: Vec<_> =
            edit.settings.search_path.iter().map(|schema| quote(schema).into_owned()).collect();
        return Some(Value::from(schemas.join(", ")));
    }
    edit.be_opaque(format!("what the session has set for {parameter} is not known"));
    None
}
