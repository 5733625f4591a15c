// Runs scripts that share their beginnings natively, in one message: trees of runs, each on top of what stands
// above it, all rolled back. Never in it: what the runs are for.
import { asLines } from "./facts.mjs";
import { PLAN_QUICKLY, QUIET } from "./run.mjs";

/** How many messages leave so many dead rows in the catalogs that it is quicker to sweep them. */
const SWEEP_EVERY = 200;

/**
 * Runs trees, each on its own, and returns them with what came of them. A node is `{ statements, facts, branches }`:
 * its statements run one by one, the refused ones are noted and skipped, its branches run each on top of it. In
 * the result it has `errors`, `facts` (lines, or one digest, as asked for: "lines", "digest") and `branches`. `standing` is what is there before
 * all trees: it is made once, so that no message has to plan the facts again.
 */
export async function runTrees(session, trees, standing) {
  await session.scratch();
  if (session.standing !== standing) await stand(session, standing);
  session.trees = (session.trees ?? 0) + 1;
  if (session.trees % SWEEP_EVERY === 0) await session.execute("VACUUM");
  const message = new Message();
  const readers = trees.map((tree) => message.put(tree));
  try {
    const results = await session.results(["BEGIN", ...message.statements, "ROLLBACK"].join(";\n"));
    return readers.map((read) => read(results));
  } catch (error) {
    await session.execute("ROLLBACK");
    throw error;
  }
}

async function stand(session, standing) {
  for (const text of standing) {
    await session.execute(text).catch((error) => {
      if (error.code !== "42710" && error.code !== "42P06") throw error;
    });
  }
  session.standing = standing;
}

class Message {
  statements = [];

  /** Adds a node and returns what reads its result; `BEGIN` has the first place among the results. */
  put({ statements, facts, branches = [] }) {
    this.statements.push("SAVEPOINT node");
    const list = statements.map((text) => `$judge$${text}$judge$`).join(",");
    const run = this.statements.push(`SELECT refused AS statement, state AS sqlstate, said AS message FROM pg_catalog.judge_run(ARRAY[${list}]::text[])`);
    const read = facts && this.facts(facts);
    const readers = branches.map((branch) => this.put(branch));
    this.statements.push("ROLLBACK TO node", "RELEASE node");
    return (results) => ({
      errors: results[run].rows,
      facts: read && read(results),
      branches: readers.map((read) => read(results)),
    });
  }

  facts(form) {
    this.statements.push("SAVEPOINT node", ...QUIET.split("; "), ...PLAN_QUICKLY.split("; "));
    const place = this.statements.push(form === "digest" ? "EXECUTE judge_digest" : "EXECUTE judge_facts");
    this.statements.push("ROLLBACK TO node", "RELEASE node");
    return (results) => (form === "digest" ? results[place].rows[0].digest : asLines(results[place].rows));
  }
}
