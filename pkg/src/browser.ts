/**
 * The entry where the module's place is known from this file's: a browser that loads it as it is,
 * and bundlers that follow `new URL(…, import.meta.url)` (Vite's production build, webpack, Parcel).
 */
import { setRuntime } from "./wasm.js";

setRuntime({ loadWasm: () => new URL("./schemagraft.wasm", import.meta.url) });

export * from "./index.js";
