//! Scripts of many statements: they are read ahead of what they do.

use schemagraft::catalog::{Session, materialize};

/// Returns a statement of a script, by its number: some are refused, some are no SQL, of some not all is known.
fn statement(number: usize) -> String {
    let table = number / 8;
    match number % 8 {
        0 => format!("CREATE TABLE t{table} (id integer PRIMARY KEY, name text NOT NULL)"),
        1 => format!("CREATE TABLE t{table} (id integer)"),
        2 => format!("ALTER TABLE t{table} ADD COLUMN amount numeric(10, 2) DEFAULT {number}"),
        3 => format!("ALTER TABLE t{table} ADD COLUMN ("),
        4 => format!("CREATE VIEW v{table} AS SELECT id, amount FROM t{table} WHERE amount > 0"),
        5 => format!("DO $$ BEGIN EXECUTE 'CREATE TABLE ' || {number}; END $$"),
        6 => format!("DROP TABLE t{table}"),
        _ => format!("COMMENT ON COLUMN t{table}.name IS 'the name of {number}'"),
    }
}

#[test]
fn a_long_script_does_what_its_statements_do_one_by_one() {
    let statements: Vec<String> = (0..800).map(statement).collect();
    let made = materialize(&statements.join(";\n"));
    let mut session = Session::default();
    let (mut opaque, mut errors) = (Vec::new(), Vec::new());
    for (number, statement) in statements.iter().enumerate() {
        let found = session.execute_script(statement);
        opaque.extend(found.opaque.into_iter().map(|one| (number, one.reason)));
        errors.extend(found.errors.into_iter().map(|one| (number, one.sqlstate, one.message)));
    }
    let lines = made.errors.iter().map(|one| one.position.line as usize - 1);
    assert!(lines.eq(errors.iter().map(|(number, ..)| *number)));
    let made_opaque = made.opaque.into_iter().map(|one| (one.statement, one.reason));
    assert_eq!(made_opaque.collect::<Vec<_>>(), opaque);
    let made_errors = made.errors.into_iter().map(|one| (one.statement, one.sqlstate, one.message));
    assert_eq!(made_errors.collect::<Vec<_>>(), errors);
    assert_eq!((opaque.len(), errors.len()), (100, 300));
    assert_eq!(made.catalog.to_ddl(), session.catalog().to_ddl());
}
