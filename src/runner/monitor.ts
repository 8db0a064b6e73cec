import type { TrainSection } from "../spec/experiment.ts";
import { callbacks } from "../train/callbacks.ts";
import { loggedNames } from "../train/loop.ts";
import type { Monitor } from "./events.ts";

/**
 * The logged value to show beside a training: the first that a callback watches, else the first metric, else the
 * loss; of validation where there is one.
 */
export function monitorOf({ metrics, callbacks: watching }: TrainSection, hasValidation: boolean): Monitor {
  const logged = loggedNames(metrics, hasValidation);
  for (const tagged of watching) {
    const { monitor, mode } = callbacks.open(tagged).options;
    if (typeof monitor !== "string") continue;
    const better = mode === "max" ? "higher" : mode === "min" ? "lower" : logged.get(monitor)!;
    return { name: monitor, better };
  }
  const names = [...logged.keys()];
  const own = names.filter((name) => name.startsWith("val_") === hasValidation);
  const name = own[1] ?? own[0]!;
  return { name, better: logged.get(name)! };
}
