/** The one place where wall-clock time enters; nothing that is hashed or compared may come from here. */

/** The present moment as an ISO 8601 string in UTC, to the second. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/** Milliseconds on a monotonic clock, for durations. */
export function milliseconds(): number {
  return performance.now();
}

/** The present moment in seconds since the beginning of 1970, UTC. */
export function secondsSinceEpoch(): number {
  return Date.now() / 1000;
}
