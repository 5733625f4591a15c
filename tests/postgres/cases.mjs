// The cases of cases/*.sql as a table, for work on a kind; cases.test.mjs runs the same as tests.
//   node cases.mjs [--only FILE | --only FILE/CASE]... [--verbose] [--pglite]   the judge's verdicts
//   node cases.mjs --said [--only ...] [--pglite]     what PostgreSQL says to each statement
//   node cases.mjs --versions                         where the server and PGlite do not say the same
// What differs is told in out/cases, a file a file; --verbose prints it as well.
import { caseFiles } from "./case-files.mjs";
import { pglite, sayNoServer, server } from "./engines.mjs";
import { said } from "./judge.mjs";
import { remembering } from "./memory.mjs";
import { openReport, readOptions } from "./report.mjs";
import { splitScript } from "./split.mjs";
import { openSubject } from "./subject.mjs";

const { options, wanted } = readOptions({ said: { type: "boolean" }, versions: { type: "boolean" } });
const files = caseFiles()
  .map(({ file, cases }) => ({ file, cases: cases.filter(({ name }) => wanted(file, name)) }))
  .filter(({ cases }) => cases.length);

const subject = options.said || options.versions ? undefined : await openSubject();
const engines = await openEngines();
if (options.versions) await compareVersions();
else if (options.said) await printAnswers(engines[0]);
else await judgeCases(engines[0]);
await Promise.all([...engines, subject].map((one) => one?.close()));

async function openEngines() {
  const real = options.pglite ? undefined : await server();
  if (!real && !options.pglite) sayNoServer("PGlite alone judges the cases");
  return options.versions || !real ? [...(real ? [real] : []), await pglite()] : [real];
}

function memoryOf(engine) {
  return remembering({ version: `${engine.name} ${engine.version}`, open: () => engine });
}

async function judgeCases(engine) {
  const report = await openReport("cases", { run: memoryOf(engine), subject, verbose: options.verbose });
  console.log(`judged by ${engine.name} ${engine.version}; on trial: ${subject.name}`);
  for (const { file, cases } of files) await report.judgeGroup(file, cases);
  report.print("cases");
  const { failures } = report;
  console.log(failures ? `${failures} cases differ; the details are in tests/postgres/out/cases` : "nothing differs");
  process.exitCode = failures ? 1 : 0;
}

async function printAnswers(engine) {
  const run = memoryOf(engine);
  const figures = { cases: 0, statements: 0, refused: 0 };
  const states = new Map();
  for (const { file, cases } of files) {
    for (const { name, script } of cases) {
      const statements = splitScript(script).map(({ text }) => text);
      const { errors } = await run(statements);
      console.log(`\n== ${file}/${name}`);
      for (const [at, text] of statements.entries()) console.log(answer(text, refusalOf(errors, at)));
      figures.cases += 1;
      figures.statements += statements.length;
      figures.refused += errors.length;
      for (const { sqlstate } of errors) states.set(sqlstate, (states.get(sqlstate) ?? 0) + 1);
    }
  }
  const counts = [...states].sort().map(([state, count]) => `${state} ${count}`);
  console.log(`\n${figures.cases} cases, ${figures.statements} statements, ${figures.refused} refused: ${counts.join(", ")}`);
}

function refusalOf(errors, statement) {
  return errors.find((error) => error.statement === statement);
}

function answer(text, error) {
  const line = text.replace(/\s+/g, " ");
  return error ? `  REFUSED ${line}\n            ${said(error)}` : `  ok      ${line}`;
}

async function compareVersions() {
  if (engines.length < 2) return;
  const runs = engines.map(memoryOf);
  let count = 0;
  for (const { file, cases } of files) {
    for (const { name, script } of cases) {
      const statements = splitScript(script).map(({ text }) => text);
      const results = [];
      for (const run of runs) results.push(await run(statements));
      for (const [at, text] of statements.entries()) {
        const answers = results.map(({ errors }) => said(refusalOf(errors, at)));
        if (answers[0] === answers[1]) continue;
        count += 1;
        console.log(`${file}/${name}: ${text}`);
        for (const [index, one] of answers.entries()) console.log(`    ${engines[index].version}: ${one}`);
      }
    }
  }
  console.log(`${count} statements are answered differently`);
}
