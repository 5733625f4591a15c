/**
 * The entry for all other bundlers: the module stands in a script, compressed, so that it gets
 * wherever scripts get (esbuild, Vite's development server, Rollup, jsDelivr, …).
 */
import { inlineWasm } from "./inline-wasm.js";
import { setRuntime } from "./wasm.js";

setRuntime({ loadWasm: inlineWasm });

export * from "./index.js";
