//! The SQL front end from outside: what it makes of every kind of statement, of bad text, and of
//! anything at all.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schemagraft::ErrorCode;
use schemagraft::sql::{Mode, Script, Span, SqlError, StatementClass, canonical, parse_script};

/// Returns the statements of every kind there is: name and text of each file of `tests/sql`.
fn samples() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sql");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<_> = files
        .map(|file| {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&file).unwrap())
        })
        .collect();
    samples.sort();
    samples
}

fn read(sql: &str) -> Script {
    parse_script(sql, Mode::Strict).unwrap_or_else(|error| panic!("{error}\n{sql}"))
}

fn fault(sql: &str) -> SqlError {
    parse_script(sql, Mode::Strict).expect_err(sql)
}

fn span_of(error: &SqlError) -> Span {
    match error {
        SqlError::Syntax { span, .. } | SqlError::Limit { span, .. } => *span,
        other => panic!("{other}"),
    }
}

#[test]
fn every_kind_of_statement() {
    for (name, sql) in samples() {
        let script = read(&sql);
        let mut report = String::new();
        for statement in &script.statements {
            let text = statement.text.replace('\n', " ");
            report += &format!(
                "{text}\n    {:?} {} {}: {}\n",
                statement.class,
                statement.operation,
                statement.object_type,
                statement.object_name()
            );
            let types = statement.objects.iter().map(|object| object.object_type);
            let others: Vec<_> = types.filter(|&other| other != statement.object_type).collect();
            if !others.is_empty() {
                report += &format!("    and {others:?}\n");
            }
        }
        for note in &script.notes {
            report += &format!("({}: {})\n", note.position, note.message);
        }
        insta::assert_snapshot!(name, report);
    }
}

#[test]
fn faults_are_placed_and_explained() {
    let faults = [
        "create table t (a int;\nselect 1;",
        "select 1;\n  drop table;",
        "create tabel t ();",
        "alter table t add column;",
        "alter table t drop colum name;",
        "create table t (\n  a int\n  -- and\n  b text\n);",
        "drop table `t`;",
        "select 'never closed;\nselect 2;",
        "select 1;\nselect $body$ never closed $$;",
        "select \"never closed",
        "select 1; /* never /* closed */",
        "copy t from stdin;\n1\n2\n",
        "create index on t (a) where;",
        "comment on table t;",
        "drop function f(int;",
        "select 1 select 2",
        "grant select on t;",
        "create table ä (ü int,);",
        "\u{0}\u{1}\u{2}",
        "\\ ok, but this is\nno sql",
    ];
    let mut report = String::new();
    for sql in faults {
        let error = fault(sql);
        assert_eq!(error.code(), ErrorCode::SqlSyntax);
        let Span { start, end } = span_of(&error);
        report += &format!("{sql:?}\n    {error}\n    at {:?}\n", sql.get(start..end).unwrap());
    }
    insta::assert_snapshot!("faults", report);
}

#[test]
fn lenient_reading_keeps_what_it_does_not_understand() {
    let sql = "create table a (id int); create nonsense b; drop table; drop table a; select 'x";
    let script = parse_script(sql, Mode::Lenient).unwrap();
    let texts: Vec<_> = script.statements.iter().map(|s| (s.class, s.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            (StatementClass::Ddl, "create table a (id int)"),
            (StatementClass::Unknown, "create nonsense b"),
            (StatementClass::Unknown, "drop table"),
            (StatementClass::Ddl, "drop table a"),
            (StatementClass::Unknown, "select 'x"),
        ]
    );
    assert_eq!(script.notes.len(), 3);
}

/// What is nested too deep is refused, whatever it is nested in; the parser's stack would give way.
#[test]
fn deep_nesting_is_refused() {
    let deep = [
        format!("select {}1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("select 1 {}", "|| 1 ".repeat(10_000)),
        format!("select 1 {}", "and 1 ".repeat(20_000)),
        format!("select {}1", "not ".repeat(20_000)),
        format!("select {}1", "- ".repeat(20_000)),
        format!("select {}", "case when 1 then ".repeat(10_000)),
        format!("select a{}", "[1]".repeat(20_000)),
        format!("select a{}", ".a".repeat(20_000)),
        format!("select a{}", "::int".repeat(20_000)),
        format!("select 1 {}", "union select 1 ".repeat(10_000)),
        format!("{}select 1", "explain ".repeat(10_000)),
        format!("select * from a {}", "join a on true ".repeat(10_000)),
        format!("select * from {}", "left a ".repeat(10_000)),
        format!("select {}", "overlaps 1 ".repeat(10_000)),
        "(".repeat(1_000_000),
    ];
    for sql in deep {
        let error = fault(&sql);
        assert_eq!(error.code(), ErrorCode::SqlLimit, "{}", &sql[..40]);
        assert!(parse_script(&sql, Mode::Lenient).is_ok());
    }
    let fine = format!("select {}1{}", "(".repeat(450), ")".repeat(450));
    assert!(parse_script(&fine, Mode::Strict).is_ok());
    let fine = format!("select 1 {}", "and true ".repeat(900));
    assert!(parse_script(&fine, Mode::Strict).is_ok());
}

/// A body is a string to PostgreSQL, however deep it looks.
#[test]
fn bodies_may_be_deep() {
    let body = format!("select {}1{}", "(".repeat(10_000), ")".repeat(10_000));
    let sql = format!("create function f() returns int language sql as $${body}$$");
    assert_eq!(read(&sql).statements[0].text, sql);
}

/// Five megabytes that are no statement are refused in seconds, not in hours. Where the parser is
/// not optimised, they are fewer, and the clock says nothing.
#[test]
fn long_noise_is_refused_quickly() {
    let is_optimised = !cfg!(debug_assertions);
    let size = if is_optimised { 5 << 20 } else { 1 << 17 };
    let noise = [
        "noise ".repeat(size / 6),
        "( ".repeat(size / 2),
        "a, ".repeat(size / 3),
        "1".repeat(size),
        "'".repeat(size + 1),
        "$a$ ".repeat(size / 4),
        "/*".repeat(size / 2),
        "\\\n".repeat(size / 2) + "(",
        format!("select {}", "(a), ".repeat(size / 5)),
        format!("select {}", "noise ".repeat(size / 6)),
        "copy t from stdin;\n".repeat(size / 19),
        "é\u{0}".repeat(size / 3),
    ];
    for sql in noise {
        let started = Instant::now();
        parse_script(&sql, Mode::Strict).expect_err("noise");
        let took = started.elapsed();
        let head: String = sql.chars().take(9).collect();
        assert!(!is_optimised || took < Duration::from_secs(10), "{took:?} for {head}…");
    }
}

#[test]
fn a_statement_longer_than_the_limit_is_refused() {
    let sql = format!("select 1; select '{}'", "a".repeat(17 << 20));
    let error = fault(&sql);
    assert_eq!(error.code(), ErrorCode::SqlLimit);
    assert_eq!(span_of(&error).start, 10);
}

/// How many cases each property is tried with: `PROPTEST_CASES`, or few enough for every day.
fn runner() -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = cases.unwrap_or(100);
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Whatever the text: no panic; the statements stand where they say, in order and apart; and what
/// stands between them is white space, semicolons, comments, or noted.
fn check_reading(sql: &str) -> Result<(), TestCaseError> {
    let _ = parse_script(sql, Mode::Strict);
    let _ = canonical(sql);
    let script =
        parse_script(sql, Mode::Lenient).map_err(|e| TestCaseError::fail(e.to_string()))?;
    let mut end = 0;
    for statement in &script.statements {
        prop_assert!(end <= statement.span.start && statement.span.start < statement.span.end);
        prop_assert_eq!(sql.get(statement.span.start..statement.span.end), Some(&*statement.text));
        let form = canonical(&statement.text);
        prop_assert_eq!(&canonical(&form), &form);
        end = statement.span.end;
    }
    Ok(())
}

/// Returns the text of each statement of the samples.
fn statements() -> Vec<String> {
    let scripts = samples().into_iter().flat_map(|(_, sql)| read(&sql).statements);
    scripts.map(|statement| statement.text).collect()
}

#[test]
fn any_text_is_read_without_panic() {
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    let text = bytes.prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    runner().run(&text, |sql| check_reading(&sql)).unwrap();
    runner().run(&any::<String>(), |sql| check_reading(&sql)).unwrap();
}

#[test]
fn words_in_any_order_are_read_without_panic() {
    let mut words: Vec<String> = statements().iter().flat_map(|sql| pieces(sql)).collect();
    words.sort();
    words.dedup();
    let mess = proptest::collection::vec(proptest::sample::select(words), 0..60);
    runner().run(&mess, |words| check_reading(&words.join(" "))).unwrap();
}

/// Cuts a text at white space and around punctuation.
fn pieces(sql: &str) -> Vec<String> {
    let cut = |c: char| !c.is_alphanumeric() && c != '_';
    let words = sql.split(cut).filter(|word| !word.is_empty()).map(str::to_owned);
    words
        .chain(
            ["(", ")", ",", ";", "'", "\"", "$$", ".", "\\", "--\n", "/*", "*/"].map(str::to_owned),
        )
        .collect()
}

#[test]
fn mutilated_statements_are_read_without_panic() {
    let samples = proptest::sample::select(statements());
    let cuts =
        (samples.clone(), samples, any::<prop::sample::Index>(), any::<prop::sample::Index>());
    runner()
        .run(&cuts, |(one, other, from, to)| {
            let head = one.floor_char_boundary(from.index(one.len()));
            let tail = other.floor_char_boundary(to.index(other.len()));
            check_reading(&one[..head])?;
            check_reading(&other[tail..])?;
            check_reading(&format!("{}{}", &one[..head], &other[tail..]))
        })
        .unwrap();
}

/// Statements joined into a script are found again, whatever stands between them.
#[test]
fn joined_statements_come_apart_again() {
    let gaps = ["", " ", "\n\n", "\r\n", " -- ; '\n", " /* ; /* $$ */ */ ", ";;", "\n\\echo ;'\n"];
    let parts = (proptest::sample::select(statements()), proptest::sample::select(gaps.to_vec()));
    let scripts = proptest::collection::vec(parts, 0..12);
    runner()
        .run(&scripts, |parts| {
            let sql: String =
                parts.iter().map(|(text, gap)| format!("{gap}{text}\n;{gap}\n")).collect();
            // The data of a COPY would begin on the next line.
            prop_assume!(!sql.contains("stdin"));
            let found = read(&sql).statements.into_iter().map(|statement| statement.text);
            let put: Vec<String> = parts.into_iter().map(|(text, _)| text).collect();
            prop_assert_eq!(found.collect::<Vec<_>>(), put);
            Ok(())
        })
        .unwrap();
}
