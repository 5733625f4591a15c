/** The command: the command line of `src/cli` as a WebAssembly module, which Node.js serves. */
import { readFileSync } from "node:fs";

import { initSync, runCommand } from "schemagraft-cli-glue";

initSync({ module: readFileSync(new URL("./schemagraft-cli.wasm", import.meta.url)) });
process.exitCode = runCommand();
