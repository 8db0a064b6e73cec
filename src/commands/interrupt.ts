import type { EventEmitter } from "node:events";

/** One key press may arrive twice: from the terminal, and from npx, which passes it on. In milliseconds. */
const ONE_KEY_PRESS = 400;

/**
 * Fires with the first Ctrl-C, so that what runs can end in order; a second one calls `endAtOnce`. `now` tells
 * milliseconds.
 */
export function interruptible(signals: EventEmitter, now: () => number, endAtOnce: () => void): AbortSignal {
  const interrupt = new AbortController();
  let first = 0;
  signals.on("SIGINT", () => {
    if (!interrupt.signal.aborted) {
      first = now();
      interrupt.abort();
    } else if (now() - first > ONE_KEY_PRESS) {
      endAtOnce();
    }
  });
  return interrupt.signal;
}
