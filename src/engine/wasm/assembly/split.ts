/** The first of `units` pieces of work that falls to `thread`; its last is the one before the next thread's first. */
@inline
export function firstOf(units: i32, thread: i32, threads: i32): i32 {
  return i32((i64(units) * thread) / threads);
}
