import type { Tagged } from "../component/component.ts";
import { nameOf } from "../component/component.ts";
import { schedules } from "./schedules.ts";

/** The learning rate that an optimizer's options give step `step` (from 0) of `totalSteps`. */
export function rateAt(optimizer: Tagged, step: number, totalSteps: number): number {
  const rate = optimizer[nameOf(optimizer)]!.learningRate as number | Tagged;
  if (typeof rate === "number") return rate;
  const { component, options } = schedules.open(rate);
  return component.rate(step, totalSteps, options);
}
