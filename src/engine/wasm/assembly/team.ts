/**
 * How threads meet. The control block, of i32: how many have arrived, how often all have met, whether one has
 * failed, and how many orders have been given.
 */
const ARRIVED: usize = 0;
const MEETINGS: usize = 4;
const FAILED: usize = 8;
const ORDERS: usize = 12;

/**
 * How often a thread looks before it goes to sleep: some ten microseconds, about what waking it would cost. Measured, five
 * and twenty times as many gain nothing on an idle machine, and where others want its cores a step takes 1.2 and 1.8 times
 * as long, because who looks keeps who works from working.
 */
const PATIENCE = 20_000;

/** How a wait for the others ends: all have met, one has failed and will not come, or it took too long. */
const MET = 0;
const BROKEN = 1;
const LATE = 2;

/** Says that this thread is at the meeting, and returns the meeting's number. */
export function arrive(control: usize, threads: i32): i32 {
  const meeting = atomic.load<i32>(control, MEETINGS);
  if (atomic.add<i32>(control, 1, ARRIVED) == threads - 1) {
    atomic.store<i32>(control, 0, ARRIVED);
    atomic.store<i32>(control, meeting + 1, MEETINGS);
    atomic.notify(control + MEETINGS);
  }
  return meeting;
}

/** Waits until all have met, or one has failed, or for so many milliseconds, where −1 is for ever. */
export function awaitOthers(control: usize, meeting: i32, milliseconds: i32): i32 {
  for (let look = 0; look < PATIENCE && atomic.load<i32>(control, MEETINGS) == meeting; look++) {}
  while (atomic.load<i32>(control, MEETINGS) == meeting && atomic.load<i32>(control, FAILED) == 0) {
    const nanoseconds = milliseconds < 0 ? -1 : <i64>milliseconds * 1_000_000;
    if (atomic.wait<i32>(control + MEETINGS, meeting, nanoseconds) == AtomicWaitResult.TIMED_OUT) return LATE;
  }
  return atomic.load<i32>(control, FAILED) == 0 ? MET : BROKEN;
}

/** Tells the others that this thread has failed, and wakes those that wait for it. */
export function fail(control: usize): void {
  atomic.store<i32>(control, 1, FAILED);
  atomic.notify(control + MEETINGS);
}

/** Gives an order: those that await one go on. */
export function order(control: usize): void {
  atomic.add<i32>(control, 1, ORDERS);
  atomic.notify(control + ORDERS);
}

/** Waits until more than `seen` orders have been given, and returns how many have. */
export function awaitOrder(control: usize, seen: i32): i32 {
  for (let look = 0; look < PATIENCE && atomic.load<i32>(control, ORDERS) == seen; look++) {}
  while (atomic.load<i32>(control, ORDERS) == seen) atomic.wait<i32>(control + ORDERS, seen, -1);
  return atomic.load<i32>(control, ORDERS);
}
