/**
 * How threads meet. The control block, of i32: how many have arrived, how often all have met, whether one has
 * failed, and how many orders have been given.
 */
const ARRIVED: usize = 0;
const MEETINGS: usize = 4;
const FAILED: usize = 8;
const ORDERS: usize = 12;

/** How often a thread looks before it goes to sleep: some ten microseconds, about what waking it would cost. */
const PATIENCE = 20_000;

/** Waits until all `threads` have come here. 0, or 1 where one of them has failed and will not come. */
export function meet(control: usize, threads: i32): i32 {
  const meeting = atomic.load<i32>(control, MEETINGS);
  if (atomic.add<i32>(control, 1, ARRIVED) == threads - 1) {
    atomic.store<i32>(control, 0, ARRIVED);
    atomic.store<i32>(control, meeting + 1, MEETINGS);
    atomic.notify(control + MEETINGS);
  } else {
    for (let look = 0; look < PATIENCE && atomic.load<i32>(control, MEETINGS) == meeting; look++) {}
    while (atomic.load<i32>(control, MEETINGS) == meeting && atomic.load<i32>(control, FAILED) == 0) {
      atomic.wait<i32>(control + MEETINGS, meeting, -1);
    }
  }
  return atomic.load<i32>(control, FAILED);
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
