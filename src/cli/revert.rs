//! `revert`: a merge, or a range of entries, taken back.

use clap::Args;
use schemagraft::history::{HistoryError, MAIN, RevertMeta, Reverted};
use schemagraft::ids::DdlId;
use schemagraft::store::now;

use super::answer::Answer;
use super::commands::Manager;
use super::error::CliResult;
use super::merge::{self, ByArguments, HowArguments};
use super::places::Names;
use super::render;

#[derive(Debug, Args)]
pub(super) struct RevertArguments {
    /// An entry, or the first and the last of several: 12 or 12..15.
    #[arg(value_name = "ENTRIES", value_parser = entries)]
    entries: (u64, u64),
    /// The merge that appended the entry, all of it.
    #[arg(long)]
    merge: bool,
    /// The branch.
    #[arg(short, long, default_value = MAIN)]
    branch: String,
    /// Shows what the revert would do, and does nothing.
    #[arg(long)]
    plan: bool,
    #[command(flatten)]
    how: HowArguments,
    #[command(flatten)]
    by: ByArguments,
}

fn entries(text: &str) -> Result<(u64, u64), String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str| text.parse().map_err(|_| "an entry's number is needed: 12 or 12..15");
    Ok((number(first)?, number(last)?))
}

const NOTHING_LEFT: &str = "there is nothing left to take back\n";

impl RevertArguments {
    fn reverted(&self) -> Reverted {
        let (first, last) = (DdlId(self.entries.0), DdlId(self.entries.1));
        if self.merge { Reverted::Merge(last) } else { Reverted::Entries { first, last } }
    }
}

/// Takes entries back, or shows what that would do.
pub(super) fn run(manager: &Manager, arguments: &RevertArguments) -> CliResult<Answer> {
    let RevertArguments { branch, how, by, .. } = arguments;
    let (options, reverted) = (how.options()?, arguments.reverted());
    let names = Names::of_branches("the way back", branch);
    if arguments.plan {
        let plan = now(manager.plan_revert(branch, reverted, &options))?;
        let text = match plan.plan.ddl.is_empty() {
            true => NOTHING_LEFT.to_owned(),
            false => render::plan(&plan.plan),
        };
        return Ok(
            merge::answer(&plan, &plan.plan, &names, text).with_more_remarks(&lost(&plan.lost))
        );
    }
    let (reverted_by, git_commit) = (by.user.clone(), by.git_commit.clone());
    let meta = RevertMeta { head: None, reverted_by, git_commit };
    match now(manager.revert(branch, reverted, &options, &meta)) {
        Ok(result) => {
            let done = match result.revert {
                Some(_) => render::recorded(branch, &result.entries),
                None => NOTHING_LEFT.to_owned(),
            };
            let answer = merge::answer(&result, &result.plan, &names, done);
            Ok(answer.with_more_remarks(&lost(&result.lost)))
        }
        // The account of the conflicts is the answer that was asked for.
        Err(HistoryError::RevertConflict { plan, .. }) => {
            Ok(merge::answer(&plan, &plan.plan, &names, String::new()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Says what does not come back.
fn lost(lost: &[String]) -> String {
    lost.iter().map(|lost| format!("lost: {lost}\n")).collect()
}
