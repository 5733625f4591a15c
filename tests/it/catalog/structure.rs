//! The structure of a catalog: a tree of its objects.

use schemagraft::catalog::materialize;
use serde_json::{Value, json};

fn structure(sql: &str) -> Value {
    let made = materialize(sql);
    assert_eq!(made.errors, vec![], "{sql}");
    serde_json::to_value(made.catalog.structure()).unwrap()
}

#[test]
fn a_table_has_its_columns_in_their_order_and_what_is_said_of_them() {
    let structure = structure(
        "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL DEFAULT '', junk int);
        ALTER TABLE users DROP COLUMN junk; COMMENT ON COLUMN users.email IS 'it''s unique'",
    );
    let table = &structure["tables"][0];
    assert_eq!((&table["schema"], &table["name"]), (&json!("public"), &json!("users")));
    assert_eq!(
        table["columns"],
        json!([
            { "name": "id", "type": "integer", "notNull": true },
            {
                "name": "email",
                "type": "text",
                "notNull": true,
                "default": "''::text",
                "comment": "it's unique",
            },
        ])
    );
    let key = &table["constraints"][0];
    assert_eq!((&key["type"], &key["columns"]), (&json!("primary key"), &json!("id")));
    assert_eq!(table["triggers"], json!([]), "a group that can have something is there");
}

#[test]
fn what_an_object_mentions_can_be_drawn() {
    let structure = structure(
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE posts (by int REFERENCES users)",
    );
    let mentions = structure["tables"][0]["constraints"][0]["mentions"].as_array().unwrap();
    let users = json!({ "attribute": "references", "kind": "table", "path": ["public", "users"] });
    assert!(mentions.contains(&users), "{mentions:?}");
}

#[test]
fn every_group_is_there() {
    let structure = structure("CREATE TYPE mood AS ENUM ('sad', 'glad')");
    assert_eq!(structure["enums"][0]["labels"][1]["name"], "glad");
    for group in ["schemas", "tables", "views", "materializedViews", "functions", "domains"] {
        assert!(structure[group].is_array(), "{group}");
    }
}
