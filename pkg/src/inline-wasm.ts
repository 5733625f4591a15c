/** The module as a script has it: gzip, in base64. */

/** Returns the module's bytes. */
export async function inlineWasm(): Promise<ArrayBuffer> {
  const { default: base64 } = await import("schemagraft-inline");
  const compressed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
