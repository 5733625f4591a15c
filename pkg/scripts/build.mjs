// Builds dist/: the WebAssembly by wasm-pack, the scripts by esbuild, the types by tsc.
//
// `node scripts/build.mjs --no-wasm` takes the WebAssembly as it was built before.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const pkg = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(pkg, "dist");
const glue = join(dist, "wasm/schemagraft.js");

/** What src/glue.d.ts and src/inline-script.d.ts declare: the glue goes into the bundle, the big script stays a file. */
const generated = {
  name: "generated",
  setup({ onResolve }) {
    onResolve({ filter: /^schemagraft-glue$/ }, () => ({ path: glue }));
    onResolve({ filter: /^schemagraft-inline$/ }, () => ({
      path: "./wasm-inline.js",
      external: true,
    }));
  },
};

if (process.argv.includes("--no-wasm")) {
  if (!existsSync(glue))
    throw new Error("there is no WebAssembly yet: run `npm run build` without --no-wasm");
} else {
  buildWasm();
}
clean();
placeWasm();
await buildScripts();
buildTypes();

function buildWasm() {
  const path = `${join(pkg, "node_modules/.bin")}:${process.env.PATH}`;
  run(
    "wasm-pack",
    [
      "build",
      dirname(pkg),
      "--mode",
      "no-install",
      "--target",
      "web",
      "--no-typescript",
      "--no-pack",
      "--out-name",
      "schemagraft",
      "--out-dir",
      join(dist, "wasm"),
      "--profile",
      "wasm",
    ],
    { PATH: path },
  );
}

/** Leaves only the WebAssembly, so that nothing from before gets into the package. */
function clean() {
  for (const name of readdirSync(dist).filter((name) => name !== "wasm")) {
    rmSync(join(dist, name), { recursive: true });
  }
}

/** Puts the module where the entries look for it: as a file, and as a script. */
function placeWasm() {
  const wasm = join(dist, "wasm/schemagraft_bg.wasm");
  copyFileSync(wasm, join(dist, "schemagraft.wasm"));
  const base64 = gzipSync(readFileSync(wasm), { level: 9 }).toString("base64");
  writeFileSync(join(dist, "wasm-inline.js"), `export default "${base64}";\n`);
}

async function buildScripts() {
  const shared = {
    absWorkingDir: pkg,
    bundle: true,
    outdir: "dist",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    // The core's futures run in microtasks: what traps there is to reach the callers (src/panic.ts).
    define: { queueMicrotask: "guardedQueueMicrotask" },
    inject: ["src/panic.ts"],
    plugins: [generated],
  };
  await build({
    ...shared,
    entryPoints: ["src/browser.ts", "src/inline.ts", "src/node-bundled.ts"],
    external: ["node:*", "classic-level"],
    format: "esm",
    splitting: true,
    chunkNames: "shared-[hash]",
  });
  await build({
    ...shared,
    entryPoints: ["src/node.ts"],
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    platform: "node",
    external: ["classic-level"],
  });
  writeFileSync(join(dist, "node.js"), 'export * from "./node.cjs";\n');
}

/** CommonJS types, as the CommonJS script in Node.js, and over them those of the ES modules. */
function buildTypes() {
  run("tsc", ["--project", pkg]);
  writeFileSync(join(dist, "types/package.json"), '{ "type": "commonjs" }\n');
  writeFileSync(join(dist, "index.d.ts"), 'export * from "./types/index.js";\n');
}

function run(command, args, env = {}) {
  const local = join(pkg, "node_modules/.bin", command);
  execFileSync(existsSync(local) ? local : command, args, {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
}
