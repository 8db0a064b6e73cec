import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import type { StoredVersion } from "../../store/read-version.ts";
import { sharedNames } from "../comparison/curves.ts";
import { drawn, epochAxis, MOST_POINTS, PANEL } from "./panel.ts";
import { scaleOf } from "./scale.ts";
import { COLOURS } from "./theme.ts";

/** Where the first version's line is dashed, the second one's is whole. */
const DASHES = [
  [5, 3],
  [1, 0],
];

/**
 * The logged values that two versions share over their epochs, a panel each, the first version dashed, the second
 * solid. An epoch without a finite number is a gap. Undefined where they share none.
 */
export function overlaidCurves(before: StoredVersion, after: StoredVersion): TopLevelSpec | undefined {
  const names = sharedNames(before, after);
  if (names.length === 0) return undefined;
  const domain =
    before.name === after.name
      ? [`${before.name} (before)`, `${after.name} (after)`]
      : [before.name, after.name];
  const epochs = Math.max(before.history.length, after.history.length);
  const panels = names.map((name): LayerSpec<Field> => {
    // What comes later is drawn on top: through the gaps of the dashes an equal line below them is seen.
    const points = [after, before].flatMap(({ history }, index) =>
      history.map((row) => ({ epoch: row.epoch!, version: domain[1 - index], value: drawn(row[name]!) })),
    );
    return { ...PANEL, layer: [curves(name, points, domain, epochs)] };
  });
  return { concat: panels, columns: 2, spacing: 30 };
}

function curves(
  name: string,
  points: { readonly epoch: number; readonly value: number | null }[],
  domain: readonly string[],
  epochs: number,
): LayerSpec<Field> {
  const legend = {
    orient: "top",
    direction: "vertical",
    title: null,
    symbolType: "stroke",
    labelLimit: 600,
  } as const;
  const version = { field: "version", type: "nominal", legend } as const;
  return {
    data: { values: points },
    encoding: {
      x: epochAxis(epochs),
      y: {
        field: "value",
        type: "quantitative",
        title: name,
        scale: scaleOf(points.flatMap(({ value }) => value ?? [])),
      },
      color: { ...version, scale: { domain: [...domain], range: [...COLOURS] } },
    },
    layer: [
      {
        mark: { type: "line", strokeWidth: epochs > MOST_POINTS ? 1.5 : 2, strokeJoin: "round" },
        encoding: { strokeDash: { ...version, scale: { domain: [...domain], range: DASHES } } },
      },
      ...(epochs > MOST_POINTS
        ? []
        : [{ mark: { type: "point", filled: true, opacity: 1, size: 20 } } as const]),
    ],
  };
}
