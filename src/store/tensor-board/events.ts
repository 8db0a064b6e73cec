import type { Scalar } from "../../space/domain.ts";
import { double, float, integer, message, text } from "./protobuf.ts";

/** When something happened: seconds since the beginning of 1970, and the epoch. */
export interface Moment {
  readonly seconds: number;
  readonly epoch: number;
}

/**
 * Events as TensorBoard reads them: messages of tensorboard/compat/proto/event.proto and summary.proto, those of
 * hyperparameters of tensorboard/plugins/hparams/plugin_data.proto. The numbers are those of the fields.
 */

/** The first event of every file. */
export function versionEvent(moment: Moment): Uint8Array {
  return event(moment, text(3, "brain.Event:2"));
}

/** Values by the tags under which they are shown. */
export function scalarEvent(moment: Moment, values: Readonly<Record<string, number>>): Uint8Array {
  const summary = Object.entries(values).map(([tag, value]) => message(1, [text(1, tag), float(2, value)]));
  return event(moment, message(5, summary));
}

/** The hyperparameters of a session: a trial. */
export function sessionStartEvent(
  moment: Moment,
  configuration: Readonly<Record<string, Scalar>>,
): Uint8Array {
  const entries = Object.entries(configuration).map(([name, value]) =>
    message(1, [text(1, name), message(2, [scalarField(value)])]),
  );
  const start = message(3, [...entries, double(5, moment.seconds)]);
  return hyperparameterEvent(moment, "_hparams_/session_start_info", start);
}

const STATUS = { success: 1, failure: 2 } as const;

/** How a session ended. */
export function sessionEndEvent(moment: Moment, status: keyof typeof STATUS): Uint8Array {
  const end = message(4, [integer(1, STATUS[status]), double(2, moment.seconds)]);
  return hyperparameterEvent(moment, "_hparams_/session_end_info", end);
}

/** The moment of an event. */
export function momentOf(data: Uint8Array): Moment {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes[9] !== STEP) return { seconds: bytes.readDoubleLE(1), epoch: 0 };
  let epoch = 0;
  for (let at = 10, scale = 1; ; at++, scale *= 128) {
    epoch += (bytes[at]! % 128) * scale;
    if (bytes[at]! < 128) return { seconds: bytes.readDoubleLE(1), epoch };
  }
}

/** What the field of the step begins with. */
const STEP = 2 * 8;

/** `momentOf` relies on the order: the time, the step, which is left out where it is 0, then what happened. */
function event({ seconds, epoch }: Moment, what: Uint8Array): Uint8Array {
  return Buffer.concat([double(1, seconds), ...(epoch === 0 ? [] : [integer(2, epoch)]), what]);
}

/** What the plugin for hyperparameters takes from the metadata of a summary without a value. */
function hyperparameterEvent(moment: Moment, tag: string, data: Uint8Array): Uint8Array {
  const plugin = message(1, [text(1, "hparams"), message(2, [data])]);
  return event(moment, message(5, [message(1, [text(1, tag), message(9, [plugin])])]));
}

/** google.protobuf.Value */
function scalarField(value: Scalar): Uint8Array {
  if (typeof value === "number") return double(2, value);
  return typeof value === "string" ? text(3, value) : integer(4, Number(value));
}
