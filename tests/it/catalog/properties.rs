//! What holds of every script: random statements over a small world of names, in which most fit.

use proptest::prelude::*;
use schemagraft::catalog::{Catalog, Object, Session, StoredSession, materialize};

/// Returns a name of the world.
fn name(kind: &'static str) -> impl Strategy<Value = String> {
    (0..3u8).prop_map(move |number| format!("{kind}{number}"))
}

fn columns() -> impl Strategy<Value = String> {
    let types = prop_oneof![Just("integer"), Just("text NOT NULL"), Just("text DEFAULT 'x'")];
    let columns = proptest::collection::btree_map(name("c"), types, 1..4);
    columns.prop_map(|columns| {
        let columns: Vec<String> =
            columns.into_iter().map(|(name, type_)| format!("{name} {type_}")).collect();
        columns.join(", ")
    })
}

/// Returns a statement; PostgreSQL may refuse it.
fn statement() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (name("t"), columns()).prop_map(|(t, c)| format!("CREATE TABLE {t} ({c})")),
        2 => (name("t"), name("c")).prop_map(|(t, c)| format!("ALTER TABLE {t} ADD {c} integer")),
        1 => (name("t"), name("c")).prop_map(|(t, c)| format!("ALTER TABLE {t} DROP {c} CASCADE")),
        1 => (name("t"), name("c"), name("c"))
            .prop_map(|(t, c, d)| format!("ALTER TABLE {t} RENAME {c} TO {d}")),
        1 => (name("t"), name("t")).prop_map(|(t, u)| format!("ALTER TABLE {t} RENAME TO {u}")),
        1 => (name("t"), name("c")).prop_map(|(t, c)| format!("ALTER TABLE {t} ADD UNIQUE ({c})")),
        2 => (name("t"), name("c")).prop_map(|(t, c)| format!("CREATE INDEX ON {t} ({c})")),
        1 => (name("v"), name("t")).prop_map(|(v, t)| format!("CREATE VIEW {v} AS SELECT * FROM {t}")),
        1 => (name("t"), name("c")).prop_map(|(t, c)| format!("ALTER TABLE {t} ALTER {c} SET NOT NULL")),
        1 => (name("t"), name("c"))
            .prop_map(|(t, c)| format!("COMMENT ON COLUMN {t}.{c} IS 'said'")),
        1 => name("t").prop_map(|t| format!("GRANT SELECT ON {t} TO reader")),
        1 => name("t").prop_map(|t| format!("DROP TABLE {t}")),
        1 => name("t").prop_map(|t| format!("DROP TABLE {t} CASCADE")),
        1 => name("e").prop_map(|e| format!("CREATE TYPE {e} AS ENUM ('a', 'b')")),
        1 => (name("t"), name("e")).prop_map(|(t, e)| format!("ALTER TABLE {t} ADD kind {e}")),
        1 => name("e").prop_map(|e| format!("ALTER TYPE {e} ADD VALUE 'c' BEFORE 'b'")),
    ]
}

fn statements() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(statement(), 1..25)
}

/// Returns all that a catalog says, identities included.
fn all(catalog: &Catalog) -> Vec<Object> {
    catalog.objects().cloned().collect()
}

fn same(one: &Catalog, other: &Catalog) -> bool {
    format!("{:?}", all(one)) == format!("{:?}", all(other))
}

/// Runs statements, whether or not they are refused.
fn session(statements: &[String]) -> Session {
    let mut session = Session::default();
    for statement in statements {
        let _ = session.execute(statement);
    }
    session
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn applying_is_deterministic(statements in statements()) {
        prop_assert!(same(session(&statements).catalog(), session(&statements).catalog()));
    }

    #[test]
    fn what_is_refused_changes_nothing(statements in statements()) {
        let mut session = Session::default();
        for statement in &statements {
            let before = session.catalog().clone();
            if session.execute(statement).is_err() {
                prop_assert!(same(&before, session.catalog()), "{statement}");
            }
        }
    }

    #[test]
    fn an_identity_survives_a_rename(statements in statements()) {
        let mut session = session(&statements);
        let tables: Vec<(String, Object)> = session
            .catalog()
            .objects()
            .filter(|object| object.name.starts_with('t') && session.catalog().parts(object.id).next().is_some())
            .map(|object| (object.name.to_string(), object.clone()))
            .collect();
        for (name, table) in tables {
            if session.execute(&format!("ALTER TABLE {name} RENAME TO renamed")).is_ok() {
                let renamed = session.catalog().get(table.id).expect("it is still there");
                prop_assert_eq!(&*renamed.name, "renamed");
                prop_assert_eq!(&renamed.attributes, &table.attributes);
                session.execute(&format!("ALTER TABLE renamed RENAME TO {name}")).expect("back");
            }
        }
    }

    /// Three worlds that know nothing of each other, one after the other and mixed.
    #[test]
    fn the_hash_does_not_depend_on_the_order_of_independent_statements(
        worlds in proptest::collection::vec(statements(), 3),
        order in proptest::collection::vec(0..3usize, 80),
    ) {
        let worlds: Vec<Vec<String>> = (0..3)
            .map(|world| {
                let schema = format!("SET search_path = w{world}");
                let own = worlds[world].iter().map(|statement| format!("{schema}; {statement}"));
                std::iter::once(format!("CREATE SCHEMA w{world}")).chain(own).collect()
            })
            .collect();
        let in_turn: Vec<String> = worlds.iter().flatten().cloned().collect();
        let mut rest: Vec<_> = worlds.into_iter().map(Vec::into_iter).collect();
        let mut mixed: Vec<String> =
            order.into_iter().filter_map(|world| rest[world].next()).collect();
        mixed.extend(rest.into_iter().flatten());
        let (one, other) = (materialize(&in_turn.join(";\n")), materialize(&mixed.join(";\n")));
        prop_assert_eq!(one.catalog.hash(), other.catalog.hash());
        prop_assert_eq!(one.catalog.to_ddl(), other.catalog.to_ddl());
    }

    #[test]
    fn what_is_printed_makes_the_same_schema(statements in statements()) {
        let catalog = session(&statements).catalog().clone();
        let ddl = catalog.to_ddl();
        let again = materialize(&ddl.join(";\n"));
        prop_assert_eq!(&again.errors, &vec![], "{:#?}", ddl);
        prop_assert_eq!(again.catalog.to_ddl(), ddl);
        prop_assert_eq!(again.catalog.hash(), catalog.hash());
    }

    #[test]
    fn what_is_kept_comes_back(statements in statements(), more in statements()) {
        let mut whole = session(&statements);
        let bytes = schemagraft::codec::encode(&StoredSession::of(&whole)).expect("it is encoded");
        let kept: Option<StoredSession> = schemagraft::codec::decode(&bytes).expect("it is decoded");
        let mut kept = kept.and_then(StoredSession::session).expect("no transaction is open");
        prop_assert!(same(whole.catalog(), kept.catalog()));
        for statement in &more {
            let both = (whole.execute(statement).is_ok(), kept.execute(statement).is_ok());
            prop_assert_eq!(both.0, both.1, "{}", statement);
        }
        prop_assert!(same(whole.catalog(), kept.catalog()));
    }
}
