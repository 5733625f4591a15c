// The package as its users get it: packed, installed into fresh apps, and used for real.
import assert from "node:assert/strict";
import { copyFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { build as esbuild } from "esbuild";
import { build as viteBuild, createServer as viteServer } from "vite";
import webpack from "webpack";

import { countWasm, freshApp, node, pack, removeApps, run, tarball, tool } from "./apps.mjs";
import { closeBrowser, reportOf, served } from "./browser.mjs";
import { EXPECTED, main, mainWithWorker, page, use, worker } from "./sources.mjs";

const FILE_STORE = "file:history";
const BROWSER_STORE = "idb:history";
const BROWSER_APP = {
  "index.html": page,
  "main.js": main,
  "use.js": use("schemagraft", BROWSER_STORE),
};
const WORKER_APP = {
  "index.html": page,
  "main.js": mainWithWorker,
  "use.js": use("schemagraft", BROWSER_STORE),
  "worker.js": worker,
  "use-in-worker.js": use("schemagraft", "idb:worker"),
};
const IN_BOTH = { page: EXPECTED, worker: EXPECTED };
const modules = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
const MODULE = { type: "module" };

let packed;
before(async () => {
  packed = await pack();
});
after(async () => {
  await closeBrowser();
  await removeApps();
});

describe("the tarball", () => {
  test("holds what the runtimes load, and no sources, tests or settings", () => {
    const strange = packed.filter(
      (path) =>
        !/^(dist\/.*\.(c?js|d\.ts|wasm)|dist\/LICENSE-\w+|(dist\/types\/)?package\.json|README\.md)$/.test(
          path,
        ),
    );
    assert.deepEqual(strange, []);
    const modules = packed.filter((path) => path.endsWith(".wasm"));
    assert.deepEqual(modules.sort(), ["dist/schemagraft-cli.wasm", "dist/schemagraft.wasm"]);
  });

  test("publint finds nothing", async () => {
    await tool("publint", ["run", tarball, "--strict"]);
  });

  test("@arethetypeswrong/cli finds nothing", async () => {
    await tool("attw", [tarball]);
  });
});

describe("Node.js", () => {
  test("the command", async () => {
    const app = await freshApp("command", { "a.sql": "create table a (b int)" });
    const { stdout } = await run("npx", ["--no-install", "schemagraft", "materialize", "a.sql"], { cwd: app });
    assert.equal(stdout, "CREATE TABLE public.a (\n    b integer\n);\n");
  });

  test("ES modules", async () => {
    const run = 'import { use } from "./use.js";\nconsole.log(JSON.stringify(await use()));\n';
    const app = await freshApp(
      "node-esm",
      { "use.js": use("schemagraft", FILE_STORE), "run.js": run },
      MODULE,
    );
    assert.deepEqual(await node("run.js", { cwd: app }), EXPECTED);
  });

  test("CommonJS, with the same classes as in ES modules", async () => {
    const run = `
      const cjs = require("schemagraft");
      (async () => {
        const esm = await import("schemagraft");
        const manager = await cjs.DdlVersioningManager.open("memory:");
        const [entry] = await manager.recordDdl("main", "CREATE TABLE users (id int);");
        const same = Object.keys(cjs).filter((name) => cjs[name] === esm[name]);
        console.log(JSON.stringify({ name: entry.objectName, all: same.length === Object.keys(esm).filter((name) => name !== "default").length, same }));
      })();`;
    const app = await freshApp("node-cjs", { "run.cjs": run });
    const { name, all, same } = await node("run.cjs", { cwd: app });
    assert.equal(name, "users");
    assert.ok(same.includes("DdlVersioningManager") && same.includes("SchemagraftError"));
    assert.ok(all, "an export differs between import and require");
  });

  for (const format of ["esm", "cjs"]) {
    test(`a bundle by esbuild, as ${format}`, async () => {
      const app = await freshApp(`node-bundle-${format}`, {
        "use.js": use("schemagraft", FILE_STORE),
        "run.js":
          'import { use } from "./use.js";\nuse().then((report) => console.log(JSON.stringify(report)));\n',
      });
      await esbuild({
        absWorkingDir: app,
        entryPoints: ["run.js"],
        bundle: true,
        platform: "node",
        format,
        external: ["classic-level"],
        outfile: format === "esm" ? "out/run.mjs" : "out/run.cjs",
      });
      const [script] = await readdir(join(app, "out"));
      assert.deepEqual(await node(`out/${script}`, { cwd: app }), EXPECTED);
      assert.equal(await countWasm(join(app, "out")), 1);
    });
  }

  test("without the optional classic-level: a clear error for files, and all else works", async () => {
    const run = `
      import { DdlVersioningManager } from "schemagraft";
      const { code, message } = await DdlVersioningManager.open("file:history").catch((error) => error);
      await DdlVersioningManager.open("memory:");
      console.log(JSON.stringify({ code, message }));`;
    const app = await freshApp(
      "node-lean",
      { "run.js": run, ".npmrc": "omit[]=optional\n" },
      MODULE,
    );
    const { code, message } = await node("run.js", { cwd: app });
    assert.equal(code, "STORE_UNAVAILABLE");
    assert.match(message, /classic-level/);
  });
});

describe("TypeScript", () => {
  const source = `
    import { DdlVersioningManager, levelStore, SchemagraftError, type DdlHistoryEntry, type Store } from "schemagraft";
    import type { AbstractLevel } from "abstract-level";

    export async function typed(store: Store): Promise<string[]> {
      await using manager = await DdlVersioningManager.open(store, { clock: () => 0 });
      const entries: DdlHistoryEntry[] = await manager.recordDdl("main", "CREATE TABLE t ()", { lsn: 1n });
      const conflicts = await manager.detectConflicts("a", "b", { since: 1 });
      for (const { conflictType } of conflicts) {
        switch (conflictType) {
          case "BothCreated": case "BothModified": case "DroppedVsModified": case "IncompatibleAlter": break;
          default: conflictType satisfies never;
        }
      }
      // @ts-expect-error: an operation is one of the known words
      await manager.recordEntry("main", { operation: "Make", objectType: "Table", objectName: "t", ddlStatement: "" });
      // @ts-expect-error: an id is a number
      await manager.getDdlSince("main", "1");
      return entries.map(({ objectName }) => objectName);
    }

    export function codeOf(error: unknown): string | undefined {
      if (!(error instanceof SchemagraftError)) return undefined;
      // @ts-expect-error: there is no such code
      if (error.code === "NO_SUCH_CODE") return undefined;
      return error.code;
    }

    export const anyLevel = (db: AbstractLevel<string | Buffer | Uint8Array>): Store => levelStore(db);
  `;
  const strict = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: "es2022",
  };
  const settings = {
    nodenext: { module: "nodenext", lib: ["es2023", "esnext.disposable"], types: ["node"] },
    bundler: {
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2023", "dom", "esnext.disposable"],
      types: ["node"],
    },
  };
  for (const [name, options] of Object.entries(settings)) {
    test(`strict, with moduleResolution ${name}`, async () => {
      const app = await freshApp(
        `typescript-${name}`,
        {
          "main.ts": source,
          "common.cts": 'import { parseDdl } from "schemagraft";\nexport const parse = parseDdl;\n',
          "tsconfig.json": JSON.stringify({
            compilerOptions: {
              ...strict,
              ...options,
              skipLibCheck: true,
              typeRoots: [join(modules, "@types")],
              paths: { "abstract-level": [join(modules, "abstract-level")] },
            },
          }),
        },
        MODULE,
      );
      await tool("tsc", ["--project", app]);
    });
  }

  test("strict, where neither the DOM nor Node.js is known", async () => {
    const app = await freshApp(
      "typescript-bare",
      {
        "main.ts": 'import { initialize } from "schemagraft";\nawait initialize();\n',
        "tsconfig.json": JSON.stringify({
          compilerOptions: {
            ...strict,
            // So that our own types are checked too; in the tests above, that would check everyone's.
            skipLibCheck: false,
            module: "nodenext",
            lib: ["es2022"],
            types: [],
          },
        }),
      },
      MODULE,
    );
    await tool("tsc", ["--project", app]);
  });
});

describe("a browser", () => {
  test("Vite's build, with a module worker", async () => {
    const app = await freshApp("vite-build", WORKER_APP, MODULE);
    await inProduction(() => viteBuild(viteOptions(app, { worker: { format: "es" } })));
    assert.deepEqual(
      await served(join(app, "dist"), (url) => reportOf(`${url}/index.html`)),
      IN_BOTH,
    );
    assert.equal(await countWasm(join(app, "dist")), 1);
  });

  test("Vite's development server, with a module worker", async () => {
    const app = await freshApp("vite-dev", WORKER_APP, MODULE);
    const server = await viteServer(viteOptions(app, { server: { host: "127.0.0.1" } }));
    try {
      await server.listen();
      assert.deepEqual(await reportOf(server.resolvedUrls.local[0]), IN_BOTH);
    } finally {
      await server.close();
    }
  });

  test("webpack, with a module worker", async () => {
    const app = await freshApp("webpack", WORKER_APP, MODULE);
    await webpackBuild({
      context: app,
      mode: "production",
      performance: { hints: false },
      optimization: { minimize: false },
      entry: "./main.js",
      output: { path: join(app, "dist"), filename: "main.js" },
    });
    await assertBundle(app, IN_BOTH);
  });

  for (const format of ["esm", "iife"]) {
    test(`esbuild, as ${format}`, async () => {
      const wrapped =
        'import { use } from "./use.js";\nuse().then((report) => { globalThis.report = report; });\n';
      const app = await freshApp(
        `esbuild-${format}`,
        { ...BROWSER_APP, "main.js": wrapped },
        MODULE,
      );
      await esbuild({
        absWorkingDir: app,
        entryPoints: ["main.js"],
        bundle: true,
        format,
        outdir: "dist",
      });
      await assertBundle(app, EXPECTED);
    });
  }

  test("a plain module script and worker from a static server, under a strict content security policy", async () => {
    const specifier = "./node_modules/schemagraft/dist/browser.js";
    const app = await freshApp("plain", {
      ...WORKER_APP,
      "use.js": use(specifier, BROWSER_STORE),
      "use-in-worker.js": use(specifier, "idb:worker"),
    });
    const policy =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";
    const report = await served(app, (url) => reportOf(`${url}/index.html`), {
      "content-security-policy": policy,
    });
    assert.deepEqual(report, IN_BOTH);
  });
});

function viteOptions(root, more) {
  return { root, configFile: false, logLevel: "error", clearScreen: false, ...more };
}

/** Vite's API takes the mode of an earlier call from the environment; its command does not. */
async function inProduction(build) {
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = "production";
  try {
    await build();
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

async function webpackBuild(options) {
  const stats = await new Promise((resolve, reject) => {
    webpack(options, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  assert.ok(!stats.hasErrors() && !stats.hasWarnings(), stats.toString());
}

/** The app's page works with the bundle in `dist/` in place of its scripts. */
async function assertBundle(app, expected) {
  await copyFile(join(app, "index.html"), join(app, "dist/index.html"));
  assert.deepEqual(
    await served(join(app, "dist"), (url) => reportOf(`${url}/index.html`)),
    expected,
  );
  assert.equal(await countWasm(join(app, "dist")), 1);
}
