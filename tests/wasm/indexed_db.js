// What the tests of the IndexedDB store need of JavaScript.

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked by an open connection"));
  });
}

/** Opens a database as a later version of schemagraft might, and closes it again. */
export async function layOutAnew(name, version) {
  (await settled(indexedDB.open(name, version))).close();
}

/** Returns the names of the origin's databases. */
export async function databaseNames() {
  return (await indexedDB.databases()).map(({ name }) => name);
}

/** A quota that is used up shows when the transaction commits: it aborts, with this error. */
export function exhaustQuota() {
  const { commit } = IDBTransaction.prototype;
  const error = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "error");
  IDBTransaction.prototype.commit = function () {
    this.abort();
  };
  Object.defineProperty(IDBTransaction.prototype, "error", {
    configurable: true,
    get: () => new DOMException("full", "QuotaExceededError"),
  });
  return () => {
    IDBTransaction.prototype.commit = commit;
    Object.defineProperty(IDBTransaction.prototype, "error", error);
  };
}

/** Lets the put after so many others fail. */
export function failPutAfter(count) {
  const { put } = IDBObjectStore.prototype;
  let left = count;
  IDBObjectStore.prototype.put = function (...args) {
    left -= 1;
    if (left < 0) throw new DOMException("no", "DataCloneError");
    return put.apply(this, args);
  };
  return () => {
    IDBObjectStore.prototype.put = put;
  };
}
