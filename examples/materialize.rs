//! Scripts in, schemas out: a filter of JSON lines, `{"sql": …}` → `{"ddl", "opaque", "errors"}`.
//!
//! The judge in `tests/postgres` runs it where it is to judge the native build.

use std::io::{BufRead, Write};

use schemagraft::catalog::materialize;
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let made = materialize(request.get("sql").and_then(Value::as_str).unwrap_or_default());
        writeln!(out, "{}", serde_json::to_string(&made)?)?;
        out.flush()?;
    }
    Ok(())
}
