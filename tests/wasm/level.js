// The package's store in a level database, for the suite in Rust.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The tests run in the project's root.
const pkg = join(process.cwd(), "pkg");
const require = createRequire(join(pkg, "package.json"));

/** Loads the source itself, so that the package need not be built first. */
function load(file) {
  const { outputFiles } = require("esbuild").buildSync({
    entryPoints: [join(pkg, "src", file)],
    bundle: true,
    format: "cjs",
    platform: "node",
    write: false,
  });
  const module = { exports: {} };
  new Function("module", "exports", "require", outputFiles[0].text)(module, module.exports, require);
  return module.exports;
}

const { levelStore, openLevel } = load("level-store.ts");
const { ClassicLevel } = require("classic-level");

/** A directory of its own. */
export class LevelPlace {
  #directory = mkdtempSync(join(tmpdir(), "schemagraft-level-"));

  async open() {
    const db = new ClassicLevel(this.#directory);
    await openLevel(db, this.#directory);
    return levelStore(db);
  }

  destroy() {
    rmSync(this.#directory, { recursive: true });
  }
}
