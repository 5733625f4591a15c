/** The entry for Node.js, Deno and Bun; CommonJS, so that `import` and `require` get the same classes. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { openFile } from "./file-store.js";
import { setRuntime } from "./wasm.js";

setRuntime({ loadWasm: () => readFile(join(__dirname, "schemagraft.wasm")), openFile });

export * from "./index.js";
