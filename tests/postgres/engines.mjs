// The PostgreSQLs that can judge, behind one interface:
// `{ name, version, run(statements, options), runOnto(base, statements), runAtOnce(statements, options),
// runTrees(trees, standing), runPoints(parts, points), close() }`: the runs are run.mjs's, always from an empty
// database, and those of trees.mjs; an engine is for one or the other. PGlite is always there; a real server where
// its programs are installed.
import { openPglite } from "./pglite.mjs";
import { runAtOnce, runOnto, runPoints, runScript } from "./run.mjs";
import { findServer, openServer } from "./server.mjs";
import { runTrees } from "./trees.mjs";

/** Returns PostgreSQL in WebAssembly, with the extensions that PGlite ships. */
export const pglite = async () => asEngine(await openPglite());

/** Returns what opens PGlite, the newest version here, when it is asked to for the first time; `close()` closes it. */
export function newestWhenAsked() {
  let opened;
  const open = () => (opened ??= pglite());
  return Object.assign(open, { close: async () => (await opened)?.close() });
}

/** Returns a server of its own on a private socket, or undefined where PostgreSQL is not installed. */
export async function server() {
  const programs = await findServer();
  return programs && asEngine(await openServer(programs));
}

/** Says that the real server is not there, so that nobody takes a shorter run for a full one. */
export const sayNoServer = (what) =>
  console.error(`SKIPPED on a real server: initdb is not installed here; ${what}`);

function asEngine(session) {
  return {
    name: session.name,
    version: session.version,
    run: (statements, options) => runScript(session, statements, options),
    runOnto: (base, statements) => runOnto(session, base, statements),
    runAtOnce: (statements, options) => runAtOnce(session, statements, options),
    runTrees: (trees, standing) => runTrees(session, trees, standing),
    runPoints: (parts, points) => runPoints(session, parts, points),
    close: () => session.close(),
  };
}
