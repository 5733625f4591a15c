//! Input that no one means: each gets an error with a code, and the history stays as it was.

use proptest::prelude::*;
use schemagraft::ErrorCode;
use schemagraft::history::{DdlVersioningManager, RecordMeta};
use schemagraft::sql::Mode;
use schemagraft::store::{MemoryStore, now};

fn open() -> DdlVersioningManager<MemoryStore> {
    now(DdlVersioningManager::open(MemoryStore::new())).unwrap()
}

/// Records `script` behind a good statement, which must not be kept either.
fn refused(script: &str) -> (ErrorCode, String) {
    let manager = open();
    let before = now(manager.export()).unwrap();
    let script = format!("CREATE TABLE good ();\n{script}");
    let error = now(manager.record_ddl("main", &script, &RecordMeta::default())).unwrap_err();
    assert_eq!(now(manager.export()).unwrap(), before, "a failed call left something behind");
    (error.code(), error.to_string())
}

/// Bytes that no one typed, the same every time.
fn noise(bytes: usize) -> String {
    let mut state = 0x9e37_79b9_u32;
    let next = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    String::from_utf8_lossy(&next.take(bytes).collect::<Vec<_>>()).into_owned()
}

#[test]
fn binary_noise() {
    let (code, message) = refused(&noise(10_000));
    assert!(matches!(code, ErrorCode::SqlSyntax | ErrorCode::SqlLimit), "{message}");
    assert!(message.starts_with("line "), "{message}");
}

#[test]
fn five_megabytes_without_a_semicolon() {
    for script in ["CREATE TABLE t (a int) ".repeat(220_000), "x".repeat(5 << 20), noise(5 << 20)] {
        let (code, message) = refused(&script);
        assert!(matches!(code, ErrorCode::SqlSyntax | ErrorCode::SqlLimit), "{message}");
    }
}

#[test]
fn what_is_opened_and_not_closed_is_reported_where_it_opens() {
    for (script, column) in [
        ("CREATE VIEW v AS SELECT 'abc", 25),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $body$ SELECT 1", 49),
        ("CREATE TABLE \"t (id int)", 14),
        ("CREATE TABLE t (id int) /* why", 25),
    ] {
        let (code, message) = refused(script);
        assert_eq!(code, ErrorCode::SqlSyntax, "{script}");
        assert!(message.starts_with(&format!("line 2, column {column}: ")), "{script}: {message}");
    }
}

#[test]
fn nesting_of_ten_thousand_parentheses() {
    let script = format!("CREATE VIEW v AS SELECT {}1{}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(refused(&script).0, ErrorCode::SqlLimit);
    assert_eq!(refused(&format!("SELECT 1 {}", "|| 1 ".repeat(100_000))).0, ErrorCode::SqlLimit);
}

#[test]
fn lenient_keeps_what_does_not_parse_as_text() {
    let manager = open();
    let meta = RecordMeta { mode: Mode::Lenient, ..RecordMeta::default() };
    let script = "CREATE TABLE good ();\nCREATE TABEL bad ();\nDROP TABLE good;";
    let recorded = now(manager.record_ddl("main", script, &meta)).unwrap();
    let texts: Vec<_> = recorded.iter().map(|entry| entry.ddl_statement.as_str()).collect();
    assert_eq!(texts, ["CREATE TABLE good ()", "CREATE TABEL bad ()", "DROP TABLE good"]);
    assert_eq!(recorded[1].operation.as_str(), "Other");
    assert!(now(manager.verify()).unwrap().ok);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is handed in as a bundle, the history is whole afterwards.
    #[test]
    fn noise_in_a_bundle_is_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let manager = open();
        let mut bundle = b"schemagraft bundle\x01".to_vec();
        bundle.extend(bytes);
        prop_assert!(now(manager.import(&bundle)).is_err());
        prop_assert!(now(manager.verify()).unwrap().ok);
    }
}
