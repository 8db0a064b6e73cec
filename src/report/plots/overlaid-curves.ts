import type { TopLevelSpec } from "vega-lite";
import type { Field } from "vega-lite/types_unstable/channeldef.js";
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js";
import { type Curves, sharedNames } from "../comparison/curves.ts";
import { drawn, epochAxis, MOST_POINTS, PANEL, valueAxis } from "./panel.ts";
import { SERIES } from "./theme.ts";

/** Where the first version's line is dashed, the others' are whole. */
const DASHED = [5, 3];
const WHOLE = [1, 0];

/**
 * The logged values that versions share over their epochs, a panel each, the first version dashed, the others solid. An
 * epoch without a finite number is a gap; losses of different kinds are left out. Undefined where nothing is left.
 */
export function overlaidCurves(versions: readonly Curves[]): TopLevelSpec | undefined {
  const names = sharedNames(versions);
  if (names.length === 0) return undefined;
  const domain = told(versions.map(({ name }) => name));
  const epochs = Math.max(...versions.map(({ history }) => history.at(-1)?.epoch ?? 1));
  const panels = names.map((name): LayerSpec<Field> => {
    // What comes later is drawn on top: through the gaps of the dashes an equal line below them is seen.
    const points = versions
      .map(({ history }, index) =>
        history.map((row) => ({ epoch: row.epoch!, version: domain[index], value: drawn(row[name]!) })),
      )
      .reverse()
      .flat();
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
  const dashes = domain.map((_, index) => (index === 0 ? DASHED : WHOLE));
  const version = { field: "version", type: "nominal", legend } as const;
  return {
    data: { values: points },
    encoding: {
      x: epochAxis(epochs),
      y: valueAxis(name, points),
      color: { ...version, scale: { domain: [...domain], range: SERIES.slice(0, domain.length) } },
    },
    layer: [
      {
        mark: { type: "line", strokeWidth: epochs > MOST_POINTS ? 1.5 : 2, strokeJoin: "round" },
        encoding: { strokeDash: { ...version, scale: { domain: [...domain], range: dashes } } },
      },
      ...(epochs > MOST_POINTS
        ? []
        : [{ mark: { type: "point", filled: true, opacity: 1, size: 20 } } as const]),
    ],
  };
}

/** The names of versions, each its own: two of one name are told apart. */
function told(names: readonly string[]): string[] {
  const [before, after] = names;
  return names.length === 2 && before === after ? [`${before} (before)`, `${after} (after)`] : [...names];
}
