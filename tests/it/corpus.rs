//! Real migration histories, measured: how much of them is classified, and whether PostgreSQL's own
//! event triggers agree. `cargo test --test it corpus -- --nocapture` prints the table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemagraft::sql::{
    DdlObjectType, DdlOperation, Mode, ObjectRef, Statement, StatementClass, identifier,
    parse_script,
};
use serde_json::Value;

/// The share of statements on which the event triggers have to agree.
const AGREEMENT: f64 = 0.99;

/// How many characters of a statement the events quote, before white space is squeezed again.
const HEAD: usize = 160;

#[test]
fn corpus_classification() {
    let Some(histories) = histories() else {
        eprintln!("SKIPPED corpus_classification: there is no ../shared/corpus beside the project");
        return;
    };
    let mut total = Tally::default();
    let mut faults = Vec::new();
    println!("{}", Tally::HEADER);
    for history in histories {
        let tally = measure(&history, &mut faults);
        println!("{}", tally.row(&name_of(&history)));
        total.add(tally);
    }
    println!("{}", total.row("all"));
    for disagreement in &total.disagreements {
        println!("disagreement: {disagreement}");
    }
    for (statement, count) in &total.unclassified {
        println!("left opaque or unknown, {count} times: {statement}");
    }
    assert_eq!(faults, Vec::<String>::new(), "every migration parses");
    assert!(total.agreement() >= AGREEMENT, "agreement is {:.4}", total.agreement());
}

fn histories() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/histories");
    let mut histories: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    histories.sort();
    Some(histories)
}

fn name_of(history: &Path) -> String {
    history.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What was found in a history.
#[derive(Default)]
struct Tally {
    migrations: usize,
    statements: usize,
    classes: BTreeMap<&'static str, usize>,
    compared: usize,
    agreed: usize,
    disagreements: Vec<String>,
    unclassified: BTreeMap<String, usize>,
}

impl Tally {
    const HEADER: &str = "history          migrations  statements  classified   ddl   dml  other  \
                          opaque  unknown  compared  agreed";

    fn count(&mut self, statement: &Statement) {
        self.statements += 1;
        let class = match statement.class {
            StatementClass::Ddl => "ddl",
            StatementClass::Dml => "dml",
            StatementClass::Transaction | StatementClass::Session => "other",
            StatementClass::Opaque => "opaque",
            StatementClass::Unknown => "unknown",
        };
        *self.classes.entry(class).or_default() += 1;
        if matches!(statement.class, StatementClass::Opaque | StatementClass::Unknown) {
            let head: String =
                statement.text.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
            *self.unclassified.entry(head).or_default() += 1;
        }
    }

    fn class(&self, class: &str) -> usize {
        self.classes.get(class).copied().unwrap_or_default()
    }

    fn agreement(&self) -> f64 {
        share(self.agreed, self.compared)
    }

    fn row(&self, name: &str) -> String {
        let classified = self.statements - self.class("opaque") - self.class("unknown");
        format!(
            "{name:<16} {:>10}  {:>10}  {:>9.2}%  {:>4}  {:>4}  {:>5}  {:>6}  {:>7}  {:>8}  {:>5.2}%",
            self.migrations,
            self.statements,
            100.0 * share(classified, self.statements),
            self.class("ddl"),
            self.class("dml"),
            self.class("other"),
            self.class("opaque"),
            self.class("unknown"),
            self.compared,
            100.0 * self.agreement(),
        )
    }

    fn add(&mut self, other: Tally) {
        self.migrations += other.migrations;
        self.statements += other.statements;
        self.compared += other.compared;
        self.agreed += other.agreed;
        self.disagreements.extend(other.disagreements);
        for (class, count) in other.classes {
            *self.classes.entry(class).or_default() += count;
        }
        for (statement, count) in other.unclassified {
            *self.unclassified.entry(statement).or_default() += count;
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Parses a history, and compares it with what the event triggers saw.
fn measure(history: &Path, faults: &mut Vec<String>) -> Tally {
    let mut tally = Tally::default();
    let mut events = Events::read(history);
    if let Ok(prelude) = std::fs::read_to_string(history.join("prelude.sql"))
        && let Err(error) = parse_script(&prelude, Mode::Strict)
    {
        faults.push(format!("{}/prelude.sql: {error}", name_of(history)));
    }
    for migration in lines(&history.join("migrations.jsonl")) {
        let sql = migration["sql"].as_str().unwrap_or_default();
        let seq = migration["seq"].as_u64().unwrap_or_default();
        tally.migrations += 1;
        match parse_script(sql, Mode::Strict) {
            Err(error) => {
                faults.push(format!("{}/{}: {error}", name_of(history), migration["file"]))
            }
            Ok(script) => {
                for statement in &script.statements {
                    tally.count(statement);
                    events.compare(&name_of(history), seq, statement, &mut tally);
                }
            }
        }
    }
    for group in events.left() {
        tally.compared += 1;
        tally.disagreements.push(format!("{}: no statement for {group}", name_of(history)));
    }
    tally
}

fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// What the event triggers said about one statement.
struct Group {
    seq: u64,
    head: String,
    events: Vec<Value>,
}

impl Group {
    /// Tells whether the events are those of a statement; of a long one they know the beginning.
    fn is_of(&self, text: &str) -> bool {
        let head = self.head.trim_end_matches(';').trim_end();
        let is_cut = self.head.chars().count() > HEAD - 10;
        let comment_follows =
            || head.strip_prefix(text).is_some_and(|rest| rest.starts_with(" --"));
        text == head || (is_cut && text.starts_with(head)) || comment_follows()
    }
}

/// The events of a history, one group a statement, in order.
struct Events {
    groups: Vec<Group>,
    schema: String,
}

impl Events {
    fn read(history: &Path) -> Events {
        let mut groups = Vec::<Group>::new();
        for event in lines(&history.join("ddl-events.jsonl")) {
            if event["via"] != "statement" {
                continue;
            }
            let seq = event["seq"].as_u64().unwrap_or_default();
            let head = squeezed(event["statement_head"].as_str().unwrap_or_default());
            match groups.last_mut() {
                Some(group) if group.seq == seq && group.head == head => group.events.push(event),
                _ => groups.push(Group { seq, head, events: vec![event] }),
            }
        }
        Events { groups, schema: default_schema(history) }
    }

    /// Compares a statement with the events that are its own: what PostgreSQL did as a no-op has
    /// none.
    fn compare(&mut self, history: &str, seq: u64, statement: &Statement, tally: &mut Tally) {
        let text = squeezed(&without_comments(&statement.text));
        let of_statement = |group: &Group| group.seq == seq && group.is_of(&text);
        let Some(place) = self.groups.iter().position(of_statement) else { return };
        let group = self.groups.remove(place);
        tally.compared += 1;
        match self.disagreement(statement, &group) {
            None => tally.agreed += 1,
            Some(reason) => tally.disagreements.push(format!("{history} {seq}: {reason}")),
        }
    }

    fn left(self) -> impl Iterator<Item = String> {
        self.groups.into_iter().map(|group| format!("{} {}", group.seq, group.head))
    }

    /// Says what of a statement no event agrees with: each of its objects wants one.
    fn disagreement(&self, statement: &Statement, group: &Group) -> Option<String> {
        if statement.objects.is_empty() {
            return Some(format!("names no object: {}", group.head));
        }
        let is_seen = |object: &ObjectRef| {
            group.events.iter().any(|event| self.agrees(statement, object, event))
        };
        // Of the objects of DROP IF EXISTS, some may not exist: then there is no event for them.
        let needed =
            if statement.operation == DdlOperation::Drop { 1 } else { statement.objects.len() };
        let seen = statement.objects.iter().filter(|object| is_seen(object)).count();
        let said: Vec<String> = group
            .events
            .iter()
            .map(|event| format!("{} {} {}", event["tag"], event["object_type"], event["identity"]))
            .collect();
        (seen < needed).then(|| {
            format!(
                "{} {} {} against {}",
                statement.operation,
                statement.object_type,
                statement.object_name(),
                said.join("; ")
            )
        })
    }

    fn agrees(&self, statement: &Statement, object: &ObjectRef, event: &Value) -> bool {
        let text = |field: &str| event[field].as_str().unwrap_or_default().to_owned();
        agrees_in_operation(statement, &text("tag"), &text("event"))
            && agrees_in_type(object.object_type, &text("object_type"))
            && self.agrees_in_name(statement, object, &text("identity"))
    }

    /// Compares names; after a rename PostgreSQL knows only the new one.
    fn agrees_in_name(&self, statement: &Statement, object: &ObjectRef, identity: &str) -> bool {
        let ours = if statement.operation == DdlOperation::Rename {
            renamed(statement, object)
        } else {
            object.name.clone()
        };
        let identity = identity.replace("pg_catalog.", "");
        let mut candidates = vec![ours.clone(), self.qualified(&ours)];
        if let Some((name, table)) = ours.split_once(" on ") {
            candidates.push(format!("{name} on {}", self.qualified(table)));
        }
        candidates.iter().any(|candidate| {
            *candidate == identity
                // A routine that is named without its arguments.
                || (!candidate.contains('(') && identity.starts_with(&format!("{candidate}(")))
                || *candidate == identity.replace(&format!("{}.", self.schema), "")
        })
    }

    fn qualified(&self, name: &str) -> String {
        format!("{}.{name}", self.schema)
    }
}

/// Returns the schema of unqualified names: the one that the prelude puts on the search path.
fn default_schema(history: &Path) -> String {
    let prelude = std::fs::read_to_string(history.join("prelude.sql")).unwrap_or_default();
    let set = prelude.lines().find_map(|line| line.split_once("search_path"));
    let word = set.and_then(|(_, rest)| {
        rest.split([' ', '=', ',', ';', '\''])
            .find(|word| !word.is_empty() && !word.eq_ignore_ascii_case("to"))
    });
    word.unwrap_or("public").to_owned()
}

/// Takes out what looks like a comment, wherever it stands, as the recorder of the events did.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(|line| line.split("--").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn agrees_in_operation(statement: &Statement, tag: &str, event: &str) -> bool {
    match statement.operation {
        DdlOperation::Create => tag.starts_with("CREATE") && event == "end",
        DdlOperation::Alter => tag.starts_with("ALTER"),
        DdlOperation::Rename => tag.starts_with("ALTER") && event == "end",
        DdlOperation::Drop => tag.starts_with("DROP") && event == "drop",
        other => tag.starts_with(&other.as_str().to_ascii_uppercase()),
    }
}

fn agrees_in_type(ours: DdlObjectType, reported: &str) -> bool {
    match ours {
        DdlObjectType::Column => reported == "table column",
        DdlObjectType::Constraint => {
            reported == "table constraint" || reported == "domain constraint"
        }
        other => other.as_str().to_ascii_lowercase() == reported.replace(' ', ""),
    }
}

/// Returns what an object is called after it was renamed: the statement's last word.
fn renamed(statement: &Statement, object: &ObjectRef) -> String {
    let new = statement.text.split_whitespace().last().unwrap_or_default();
    let new = identifier::quote(&identifier::read(new, '\\')).into_owned();
    let part = |name: &str| match name.rsplit_once('.') {
        Some((qualification, _)) => format!("{qualification}.{new}"),
        None => new.clone(),
    };
    match object.name.split_once(" on ") {
        Some((_, table)) => format!("{new} on {table}"),
        None => part(&object.name),
    }
}
