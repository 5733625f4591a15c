// Builds dist/ around what `make wasm` left in dist/wasm: the scripts by esbuild, the types by tsc.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
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
const cliGlue = join(dist, "wasm/cli/schemagraft_cli.js");

/** What src/glue.d.ts and others declare: all are bundled but the inline script. */
const generated = {
  name: "generated",
  setup({ onResolve }) {
    onResolve({ filter: /^schemagraft-glue$/ }, () => ({ path: glue }));
    onResolve({ filter: /^schemagraft-cli-glue$/ }, () => ({ path: cliGlue }));
    onResolve({ filter: /^schemagraft-host$/ }, () => ({ path: join(pkg, "src/cli-host.ts") }));
    onResolve({ filter: /^schemagraft-inline$/ }, () => ({
      path: "./wasm-inline.js",
      external: true,
    }));
  },
};

if (!existsSync(glue) || !existsSync(cliGlue)) throw new Error("there is no WebAssembly yet: run `make wasm` first");
clean();
placeFiles();
await buildScripts();
buildTypes();

/** Leaves only the WebAssembly, so that nothing from before gets into the package. */
function clean() {
  for (const name of readdirSync(dist).filter((name) => name !== "wasm")) {
    rmSync(join(dist, name), { recursive: true });
  }
}

/** Puts the module where the entries look for it, as a file and as a script; and the licences. */
function placeFiles() {
  const wasm = join(dist, "wasm/schemagraft_bg.wasm");
  copyFileSync(wasm, join(dist, "schemagraft.wasm"));
  copyFileSync(join(dist, "wasm/cli/schemagraft_cli_bg.wasm"), join(dist, "schemagraft-cli.wasm"));
  const base64 = gzipSync(readFileSync(wasm), { level: 9 }).toString("base64");
  writeFileSync(join(dist, "wasm-inline.js"), `export default "${base64}";\n`);
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    copyFileSync(join(dirname(pkg), name), join(dist, name));
  }
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
  await build({
    ...shared,
    entryPoints: ["src/cli.ts"],
    format: "esm",
    platform: "node",
    banner: { js: "#!/usr/bin/env node" },
  });
  chmodSync(join(dist, "cli.js"), 0o755);
  writeFileSync(join(dist, "node.js"), 'export * from "./node.cjs";\n');
}

/** CommonJS types, as the CommonJS script in Node.js, and over them those of the ES modules. */
function buildTypes() {
  execFileSync(join(pkg, "node_modules/.bin/tsc"), ["--project", pkg], { stdio: "inherit" });
  writeFileSync(join(dist, "types/package.json"), '{ "type": "commonjs" }\n');
  writeFileSync(join(dist, "index.d.ts"), 'export * from "./types/index.js";\n');
}
