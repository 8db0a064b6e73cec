import { OptionProblem } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import { float, text, word } from "../../component/options.ts";
import type { CallbackContext, EpochRecord } from "../callback.ts";

/** The options of a callback that watches one logged value. */
export const monitorOptions = {
  monitor: text("The logged name to watch: val_loss, val_accuracy"),
  mode: word(["auto", "min", "max"], "Which way is better; auto knows it from the name", "auto"),
  minDelta: float("A change up to this is no improvement", { min: 0, default: 0 }),
};

interface Monitored {
  readonly monitor: string;
  readonly mode: "auto" | "min" | "max";
  readonly minDelta: number;
}

/** Throws an OptionProblem where the monitored name is never logged. */
export function checkMonitor({ monitor }: Pick<Monitored, "monitor">, { logged }: CallbackContext): void {
  if (logged.has(monitor)) return;
  const names = [...logged.keys()];
  const near = nearest(monitor, names);
  const reason =
    monitor.startsWith("val_") && logged.has(monitor.slice(4))
      ? "there is no validation data: set dataset.split.validation"
      : `${near === undefined ? "" : `did you mean \`${near}\`? `}logged are ${names.join(", ")}`;
  throw new OptionProblem(["monitor"], `\`${monitor}\` is not logged`, reason);
}

/** The monitored value of an epoch; NaN where it is not a number. */
export function monitored(record: EpochRecord, { monitor }: Pick<Monitored, "monitor">): number {
  return record.logs[monitor] ?? Number.NaN;
}

/** Whether `value` is better than `best` by more than `minDelta`; NaN never is, and anything beats nothing. */
export function improves(
  value: number,
  best: number | null,
  { monitor, mode, minDelta }: Monitored,
  { logged }: CallbackContext,
): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  const higher = mode === "auto" ? logged.get(monitor) === "higher" : mode === "max";
  return higher ? value > best + minDelta : value < best - minDelta;
}
