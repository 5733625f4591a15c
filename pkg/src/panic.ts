/**
 * What happens when the WebAssembly traps (a Rust panic, no more memory, a stack overflow).
 *
 * A trap leaves the instance's memory in the middle of something, so nothing may call into it any
 * more; and it is thrown wherever the instance happened to run, mostly in a microtask, where no
 * caller sees it and no promise ends. Here every call is watched, so that it ends with `PANIC`.
 */
import { fromRaw, PanicError } from "./errors.js";

let trap: Error | undefined;
const pending = new Set<(reason: PanicError) => void>();

function panicError(): PanicError {
  return new PanicError(
    "PANIC",
    "schemagraft stopped because of a defect in it: start the page or process anew; what was recorded is safe. Please report this.",
    { cause: trap },
  );
}

function isTrap(error: unknown): error is Error {
  if (error instanceof WebAssembly.RuntimeError) return true;
  // Too deep a recursion: `RangeError` in V8 and JavaScriptCore, `InternalError` in SpiderMonkey.
  if (!(error instanceof Error) || !/^(Range|Internal)Error$/.test(error.name)) return false;
  return /call stack|recursion/i.test(error.message);
}

function ended(error: Error): void {
  trap ??= error;
  const reject = [...pending];
  pending.clear();
  for (const rejectCall of reject) rejectCall(panicError());
}

/** Runs a call into the instance, and ends with its outcome, or with `PANIC` when the instance traps. */
export async function guarded<T>(call: () => T | Promise<T>): Promise<T> {
  if (trap) throw panicError();
  let giveUp: (reason: PanicError) => void = () => undefined;
  const trapped = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  pending.add(giveUp);
  try {
    return await Promise.race([call(), trapped]);
  } catch (error) {
    pending.delete(giveUp);
    if (!isTrap(error)) throw fromRaw(error);
    ended(error);
    throw panicError();
  } finally {
    pending.delete(giveUp);
  }
}

/** The `queueMicrotask` of the glue (the build puts it in its place): there the core's futures run. */
export function guardedQueueMicrotask(task: () => void): void {
  globalThis.queueMicrotask(() => {
    try {
      task();
    } catch (error) {
      if (!isTrap(error)) throw error;
      ended(error);
    }
  });
}
