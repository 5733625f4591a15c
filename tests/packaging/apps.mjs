// Fresh apps: folders outside the project with nothing but what `npm pack` made installed in them.
import { execFile } from "node:child_process";
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const pkg = join(here, "../../pkg");
const root = await mkdtemp(join(tmpdir(), "schemagraft-packaging-"));
/** Runs a program, and returns what it writes. */
export const run = promisify(execFile);

/** The path of the tarball. */
export let tarball;

/** Packs the package as it was built. */
export async function pack() {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", root], { cwd: pkg });
  const [{ filename, files }] = JSON.parse(stdout);
  tarball = join(root, filename);
  return files.map(({ path }) => path);
}

/** Removes every app. */
export const removeApps = () => rm(root, { recursive: true, force: true });

/** Makes a folder with these files and the package installed, and returns its path. */
export async function freshApp(name, files, manifest = {}) {
  const app = join(root, name);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(app, path)), { recursive: true });
    await writeFile(join(app, path), content);
  }
  await writeFile(join(app, "package.json"), JSON.stringify({ private: true, ...manifest }));
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"];
  await run("npm", ["install", ...flags, tarball], { cwd: app });
  return app;
}

/** Runs a program of these tests' own, such as `tsc`; throws with its output if it fails. */
export async function tool(name, args, options = {}) {
  try {
    return (await run(join(here, "node_modules/.bin", name), args, options)).stdout;
  } catch (error) {
    throw new Error(`${name} failed:\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

/** Runs a script in Node.js and returns what it prints, as JSON. */
export async function node(script, options = {}) {
  return JSON.parse((await run(process.execPath, [script], options)).stdout);
}

/** Counts the WebAssembly modules in a folder: files, and scripts that carry one. */
export async function countWasm(folder) {
  const inline = await readFile(join(pkg, "dist/wasm-inline.js"), "utf8");
  const mark = inline.slice(inline.indexOf('"') + 1).slice(0, 200);
  let count = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name), "latin1");
    count += entry.name.endsWith(".wasm") ? 1 : content.split(mark).length - 1;
  }
  return count;
}
