//! Scripts in, schemas out: a filter of JSON lines, `{"sql": …}` → `{"ddl", "opaque", "errors"}`.
//!
//! The judge in `tests/postgres` runs it where it is to judge the native build. A script begins on an empty
//! server, so no role is there but those that it makes.

use std::io::{BufRead, Write};

use schemagraft::catalog::{Catalog, Materialized, Session, Settings};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let settings = Settings { assumes_roles: false, ..Settings::default() };
        let mut session = Session::new(Catalog::new(), settings);
        let script = request.get("sql").and_then(Value::as_str).unwrap_or_default();
        let findings = session.execute_script(script);
        let made = Materialized::of(&session, findings);
        writeln!(out, "{}", serde_json::to_string(&made)?)?;
        out.flush()?;
    }
    Ok(())
}
