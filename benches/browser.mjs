// The npm package in headless Chromium against IndexedDB alone; the page beside this file measures.
//
//   node benches/browser.mjs         after `make package`, and `npm ci` in tests/packaging
import { fileURLToPath } from "node:url";

import { closeBrowser, reportOf, served } from "../tests/packaging/browser.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const minutes = 60_000;

try {
  const lines = await served(root, (url) => reportOf(`${url}/benches/browser.html`, 10 * minutes));
  for (const line of lines) console.log(line);
} finally {
  await closeBrowser();
}
