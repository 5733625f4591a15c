/** The database behind `idb:name`, deleted as a whole. */

/** Deletes the history of this name; tabs that have it open let go of it. */
export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`schemagraft:${name}`);
    request.onsuccess = () => {
      resolve();
    };
    request.onerror = () => {
      reject(new Error(`the browser can't delete the history: ${String(request.error)}`));
    };
  });
}
