//! A filter for the judge: lines of JSON, `{"base", "source", "target", "strategy", "form", "mode", "resolutions"}`, become
//! lines of JSON, each the plan of a merge.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use schemagraft::catalog::materialize;
use schemagraft::ids::DdlId;
use schemagraft::merge::{
    self, Change, DdlMergeStrategy, MergeMode, MergeOptions, Plan, Resolution,
};
use schemagraft::sql::{Mode, Statement, committed, parse_script};

#[derive(serde::Deserialize)]
struct Question {
    base: String,
    source: String,
    target: String,
    #[serde(default)]
    strategy: DdlMergeStrategy,
    #[serde(default)]
    form: String,
    #[serde(default)]
    mode: MergeMode,
    #[serde(default)]
    resolutions: BTreeMap<String, Resolution>,
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let question: Question = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &plan(&question))?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}

fn plan(question: &Question) -> Plan {
    let Question { strategy, mode, ref resolutions, .. } = *question;
    let options = MergeOptions { strategy, mode, resolutions: resolutions.clone() };
    if question.form == "schemas" {
        let [base, source, target] = [&question.base, &question.source, &question.target]
            .map(|sql| materialize(sql).catalog);
        return merge::plan_schemas(&base, &source, &target, &options);
    }
    let [base, source, target] =
        [&question.base, &question.source, &question.target].map(|sql| read(sql));
    merge::plan(&changes(1, &base), &changes(10_000, &source), &changes(20_000, &target), &options)
}

fn read(script: &str) -> Vec<Statement> {
    parse_script(script, Mode::Lenient)
        .map(|script| committed(script.statements))
        .unwrap_or_default()
}

fn changes(first: u64, statements: &[Statement]) -> Vec<Change<'_>> {
    let numbered = (first..).zip(statements);
    numbered.map(|(id, statement)| Change::of_statement(DdlId(id), statement)).collect()
}
