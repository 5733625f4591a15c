/** The entry for bundlers that build for Node.js: nothing has to lie beside the bundle. */
import { openFile } from "./file-store.js";
import { inlineWasm } from "./inline-wasm.js";
import { setRuntime } from "./wasm.js";

setRuntime({ loadWasm: inlineWasm, openFile });

export * from "./index.js";
