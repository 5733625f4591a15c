/** The entry for Node.js, Deno and Bun; CommonJS, so that `import` and `require` get the same classes. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { openFile } from "./file-store.js";
import { inlineWasm } from "./inline-wasm.js";
import { setRuntime } from "./wasm.js";

/** The file lies beside this one, unless a bundler took this one elsewhere: then it took the script along. */
async function loadWasm(): Promise<ArrayBufferView | ArrayBuffer> {
  try {
    return await readFile(join(__dirname, "schemagraft.wasm"));
  } catch {
    return inlineWasm();
  }
}

setRuntime({ loadWasm, openFile });

export * from "./index.js";
