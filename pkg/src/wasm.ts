/** Loading the one WebAssembly module, once, from wherever the runtime has it. */
import init, * as glue from "schemagraft-glue";

import { any, fields } from "./arguments.js";
import { invalidArgument, LoadError, SchemagraftError } from "./errors.js";
import { guarded } from "./panic.js";
import type { Store } from "./store.js";

/** The instance of a global class, where the runtime and its types have it. */
type GlobalInstance<Global, Name extends string> =
  Global extends Record<Name, { prototype: infer Instance }> ? Instance : never;

/** A WebAssembly module from somewhere else than the package's own place. */
export type WasmSource =
  | ArrayBuffer
  | ArrayBufferView
  | GlobalInstance<typeof globalThis, "URL">
  | GlobalInstance<typeof globalThis, "Response">
  | GlobalInstance<typeof globalThis extends { WebAssembly: infer W } ? W : unknown, "Module">;

/** How to load the WebAssembly. */
export interface InitializeOptions {
  /** The module, its bytes, a response with them, or where to fetch them. */
  readonly wasm?: WasmSource | PromiseLike<WasmSource> | undefined;
}

/**
 * What differs between the runtimes; each entry of the package sets it.
 *
 * @internal
 */
export interface Runtime {
  /** Returns where the package's own module is. */
  readonly loadWasm: () => WasmSource | Promise<WasmSource>;
  /** Opens the store of `file:directory`, where there are files. */
  readonly openFile?: (directory: string) => Promise<Store>;
}

let runtime: Runtime | undefined;
let loading: Promise<typeof glue> | undefined;

/**
 * Sets what differs between the runtimes.
 *
 * @internal
 */
export function setRuntime(value: Runtime): void {
  runtime = value;
}

/**
 * Returns the opener of the store of `file:directory`, where there are files.
 *
 * @internal
 */
export function fileOpener(): Runtime["openFile"] {
  return runtime?.openFile;
}

/**
 * Loads the WebAssembly ahead of the first call, or from another place.
 *
 * Nothing needs this call: everything loads the module by itself. It serves to load early, and
 * where the module can't be loaded from the package's own place, such as under a bundler that
 * leaves it behind.
 *
 * @throws {@link LoadError} (`LOAD_FAILED`); {@link ArgumentError} if a source is given after the
 * module was loaded.
 *
 * @example
 * await initialize({ wasm: new URL("https://example.com/schemagraft.wasm") });
 */
export async function initialize(options: InitializeOptions = {}): Promise<void> {
  const { wasm } = fields("options", options, { wasm: any });
  if (wasm === undefined) {
    await loadedGlue();
  } else if (loading) {
    throw invalidArgument(
      "the WebAssembly is loaded already: call initialize before anything else",
    );
  } else {
    await startLoading(async () => wasm);
  }
}

/**
 * Returns the glue with its module instantiated.
 *
 * @internal
 */
export function loadedGlue(): Promise<typeof glue> {
  return (
    loading ??
    startLoading(async () => {
      if (!runtime) throw new Error("import the package by its name, not one of its inner files");
      return runtime.loadWasm();
    })
  );
}

function startLoading(source: () => Promise<WasmSource>): Promise<typeof glue> {
  loading = instantiate(source).catch((error: unknown) => {
    loading = undefined;
    throw loadError(error);
  });
  return loading;
}

async function instantiate(source: () => Promise<WasmSource>): Promise<typeof glue> {
  const input = await fetched(await source());
  await guarded(() => init({ module_or_path: input }));
  return glue;
}

async function fetched(source: WasmSource): Promise<WasmSource> {
  const response = source instanceof URL ? await fetch(source) : source;
  if (response instanceof Response && !response.ok) {
    throw new Error(`${response.url} answered ${String(response.status)} ${response.statusText}`);
  }
  return response;
}

function loadError(error: unknown): SchemagraftError {
  if (error instanceof SchemagraftError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new LoadError("LOAD_FAILED", `the WebAssembly can't be loaded: ${reason}`, {
    cause: error,
  });
}
