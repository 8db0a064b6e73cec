import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import type { EpochRecord } from "../../train/callback.ts";
import { drawn, epochAxis, PANEL, valueAxis } from "./panel.ts";
import { COLOURS } from "./theme.ts";

/**
 * The loss and every metric of validation, or of training where there is no validation, over the epochs: a thin line for
 * each replicate, and their mean as far as all of them were trained. Every history has at least one epoch.
 */
export function replicateCurves(histories: readonly (readonly EpochRecord[])[]): TopLevelSpec {
  const names = Object.keys(histories[0]![0]!.logs);
  const validation = names.filter((name) => name.startsWith("val_"));
  const panels = (validation.length > 0 ? validation : names).map((name) => panel(name, histories));
  return { concat: panels, columns: 2, spacing: 30 };
}

const KINDS = ["a replicate", "their mean"] as const;

function panel(name: string, histories: readonly (readonly EpochRecord[])[]): LayerSpec<Field> {
  const points = histories.flatMap((history, index) =>
    history.map(({ epoch, logs }) => ({
      replicate: index + 1,
      epoch,
      kind: KINDS[0],
      value: drawn(logs[name]!),
    })),
  );
  const shortest = Math.min(...histories.map(({ length }) => length));
  const means = Array.from({ length: shortest }, (_, at) => {
    const sum = histories.reduce((own, history) => own + history[at]!.logs[name]!, 0);
    return { replicate: 0, epoch: at + 1, kind: KINDS[1], value: drawn(sum / histories.length) };
  });
  const epochs = Math.max(...histories.map(({ length }) => length));
  const legend = { orient: "top", title: null, symbolType: "stroke" } as const;
  const scale = { domain: [...KINDS] };
  return {
    ...PANEL,
    data: { values: [...points, ...means] },
    mark: { type: "line", strokeJoin: "round", ...(epochs === 1 ? { point: { filled: true } } : {}) },
    encoding: {
      x: epochAxis(epochs),
      y: valueAxis(name, points),
      detail: { field: "replicate", type: "nominal" },
      color: { field: "kind", type: "ordinal", scale: { ...scale, range: [...COLOURS] }, legend },
      strokeWidth: { field: "kind", type: "ordinal", scale: { ...scale, range: [1, 3] }, legend },
    },
  } as never;
}
