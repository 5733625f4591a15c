/** The compressed module as a script; the build puts `dist/wasm-inline.js` in its place. */
declare const base64: string;
export default base64;
