import { family } from "../component/family.ts";
import type { Schedule } from "./schedule.ts";
import { constant } from "./schedules/constant.ts";
import { cosine } from "./schedules/cosine.ts";
import { exponential } from "./schedules/exponential.ts";
import { step } from "./schedules/step.ts";

/** Every learning-rate schedule. Adding one is one definition and one line here. */
export const schedules = family<Schedule>("schedule", [constant, step, exponential, cosine]);
