/** A store from outside, watched: what breaks the contract is reported before it can do harm. */
import { SchemagraftError } from "./errors.js";
import { type Store, storeFailed } from "./store.js";

/** Returns a store that answers as the given one does, or throws `STORE_FAILED` where that one may not. */
export function checkedStore(store: Store): Store {
  return {
    get: (key) =>
      watched("get", async () => {
        const value: unknown = await store.get(key);
        if (value === undefined || value instanceof Uint8Array) return value;
        throw broken("get", "a Uint8Array or undefined", value);
      }),
    scan: (range, options) =>
      watched("scan", async () => {
        const found: unknown = await store.scan(range, options);
        if (!Array.isArray(found)) throw broken("scan", "an array of [key, value]", found);
        if (found.length > options.limit) {
          throw storeFailed(
            `the store's \`scan\` returned more than the limit of ${String(options.limit)}`,
          );
        }
        return found.map(keyValue);
      }),
    commit: (batch) =>
      watched("commit", async () => {
        const done: unknown = await store.commit(batch);
        if (typeof done === "boolean") return done;
        throw broken("commit", "true or false", done);
      }),
    close: () => watched("close", async () => store.close?.()),
  };
}

function keyValue(pair: unknown): [Uint8Array, Uint8Array] {
  if (Array.isArray(pair)) {
    const [key, value] = pair as unknown[];
    if (key instanceof Uint8Array && value instanceof Uint8Array) return [key, value];
  }
  throw broken("scan", "pairs of a key and a value, both Uint8Array", pair);
}

function broken(method: string, wanted: string, found: unknown): SchemagraftError {
  const kind = found === null ? "null" : typeof found;
  return storeFailed(`the store's \`${method}\` must return ${wanted}, not ${kind}`);
}

async function watched<T>(method: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof SchemagraftError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw storeFailed(`the store's \`${method}\` failed: ${reason}`, error);
  }
}
