/** What wasm-bindgen makes of `pkg/cli`; the build puts `dist/wasm/cli/schemagraft_cli.js` in its place. */
export function initSync(source: { module: Uint8Array }): void;

/** Runs the command that the process was given, and returns its exit status. */
export function runCommand(): number;
