// What the tests of the stores need of JavaScript.

/** What a user of the package might write: a store in memory, its handles on one Map. */
export class MapPlace {
  #entries = new Map();

  open() {
    return new MapStore(this.#entries);
  }
}

class MapStore {
  #entries;
  #isOpen = true;

  constructor(entries) {
    this.#entries = entries;
  }

  async get(key) {
    this.#assertOpen();
    return this.#entries.get(text(key))?.slice();
  }

  async scan({ start, end }, { reverse, limit }) {
    this.#assertOpen();
    const [first, past] = [text(start), text(end)];
    const keys = [...this.#entries.keys()].filter((key) => key >= first && key < past).sort();
    if (reverse) keys.reverse();
    return keys.slice(0, limit).map((key) => [bytes(key), this.#entries.get(key).slice()]);
  }

  async commit({ expected, writes }) {
    this.#assertOpen();
    if (!expected.every(({ key, value }) => equal(this.#entries.get(text(key)), value))) return false;
    for (const write of writes) {
      if (write.type === "put") this.#entries.set(text(write.key), write.value);
      else if (write.type === "delete") this.#entries.delete(text(write.key));
      else throw new Error(`unknown write: ${write.type}`);
    }
    return true;
  }

  async close() {
    this.#assertOpen();
    this.#isOpen = false;
  }

  #assertOpen() {
    if (!this.#isOpen) throw new Error("used after closing");
  }
}

/** One character a byte: text of this kind is ordered as the bytes are. */
function text(bytes) {
  return String.fromCharCode(...bytes);
}

function bytes(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function equal(a, b) {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Returns the value of an expression. */
export function evaluate(expression) {
  return (0, eval)(`(${expression})`);
}
