import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import { rounded } from "../../store/formats.ts";
import type { StoredVersion } from "../../store/read-version.ts";
import { COLOURS } from "./theme.ts";

/** The columns of history.csv that are no logged value. */
const NOT_LOGGED = ["epoch", "learning_rate"];

/**
 * The logged values that two versions share over their epochs, a panel each, the first version dashed, the second
 * solid.
 */
export function overlaidCurves(before: StoredVersion, after: StoredVersion): TopLevelSpec {
  const names = Object.keys(after.history[0] ?? {}).filter(
    (name) => !NOT_LOGGED.includes(name) && name in (before.history[0] ?? {}),
  );
  const legend = { orient: "top", title: null, symbolType: "stroke", labelLimit: 300 } as const;
  const domain = [before.name, after.name];
  const panels = names.map(
    (name): LayerSpec<Field> => ({
      width: 340,
      height: 220,
      layer: [
        {
          data: { values: [...pointsOf(before, name), ...pointsOf(after, name)] },
          mark: { type: "line", strokeWidth: 2 },
          encoding: {
            x: {
              field: "epoch",
              type: "quantitative",
              title: "epoch",
              axis: { tickMinStep: 1, format: "d" },
            },
            y: { field: "value", type: "quantitative", title: name, scale: { zero: false } },
            color: { field: "version", type: "nominal", scale: { domain, range: [...COLOURS] }, legend },
            strokeDash: {
              field: "version",
              type: "nominal",
              scale: {
                domain,
                range: [
                  [5, 3],
                  [1, 0],
                ],
              },
              legend,
            },
          },
        },
      ],
    }),
  );
  return { concat: panels, columns: 2, spacing: 30 };
}

function pointsOf({ name: version, history }: StoredVersion, name: string) {
  return history.map((row) => {
    const value = row[name]!;
    return { epoch: row.epoch!, version, value: Number.isFinite(value) ? rounded(value) : null };
  });
}
