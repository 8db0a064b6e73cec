/** A specification, or a part of one, as plain data. */
export type Part = Readonly<Record<string, unknown>>;

/** What is told of a place, and under which key its datum holds that: names and values in their order. */
export type Told = readonly [name: string, value: string];
export const TOLD = "told";

interface Lines {
  readonly values: readonly Readonly<Record<string, unknown>>[];
  readonly x: string;
  readonly y: string;
  readonly series: string;
  readonly encoding: Part;
}

/**
 * A plot of lines whose values are told where the pointer is, all of one place at once, with their points. Parts without
 * lines are as they were. `ink` marks the place.
 */
export function readable(spec: Part, ink: string): Part {
  if (Array.isArray(spec.concat)) {
    return {
      ...spec,
      concat: (spec.concat as Part[]).map((panel, index) => readablePanel(panel, ink, index)),
    };
  }
  return readablePanel(spec, ink, 0);
}

function readablePanel(panel: Part, ink: string, index: number): Part {
  const lines = linesOf(panel);
  if (lines === undefined) return panel;
  const { width, height, layer, ...unit } = panel;
  const over = reading(lines, ink, `place${index}`);
  if (layer === undefined) return { width, height, layer: [unit, ...over] };
  return { ...panel, layer: [...(layer as readonly Part[]), ...over] };
}

/** The data and fields of the lines in a panel; undefined where it has none in several series. */
function linesOf(panel: Part, above: Part = {}): Lines | undefined {
  const encoding = { ...above, ...(panel.encoding as Part | undefined) } as Record<string, Part | undefined>;
  const { x, y, color } = encoding;
  const values = (panel.data as { values?: Lines["values"] } | undefined)?.values;
  if (values !== undefined && hasLine(panel) && x?.field && y?.field && color?.field) {
    return {
      values,
      x: String(x.field),
      y: String(y.field),
      series: String(color.field),
      encoding: { x, y, color },
    };
  }
  for (const layer of (panel.layer ?? []) as Part[]) {
    const found = linesOf(layer, encoding);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasLine({ mark, layer }: Part): boolean {
  const type = typeof mark === "object" ? (mark as Part | null)?.type : mark;
  return type === "line" || ((layer ?? []) as Part[]).some(hasLine);
}

/** A strip over the height of the panel for every place that has values, and the points of the one at the pointer. */
function reading({ values, x, y, series, encoding }: Lines, ink: string, param: string): Part[] {
  const axis = encoding.x as Part;
  const { domain = [] } =
    (encoding.color as { readonly scale?: { readonly domain?: readonly unknown[] } }).scale ?? {};
  const places = [...new Set(values.map((value) => Number(value[x])))].sort((a, b) => a - b);
  const strips = places.map((place, index) => {
    const [before, after] = [places[index - 1] ?? place, places[index + 1] ?? place];
    const told = values
      .filter((value) => Number(value[x]) === place)
      .sort((a, b) => domain.indexOf(a[series]) - domain.indexOf(b[series]))
      .map((value): Told => [String(value[series]), value[y] === null ? "not finite" : String(value[y])]);
    const facts: Told[] = [[String(axis.title ?? x), String(place)], ...told];
    return { [x]: place, from: (before + place) / 2, to: (place + after) / 2, [TOLD]: facts };
  });
  return [
    {
      data: { values: values.filter((value) => value[y] !== null) },
      transform: [{ filter: { param, empty: false } }],
      mark: { type: "point", filled: true, opacity: 1, size: 55 },
      encoding,
    },
    {
      data: { values: strips },
      params: [
        {
          name: param,
          select: { type: "point", fields: [x], on: "pointerover", clear: "pointerout", toggle: false },
        },
      ],
      mark: { type: "rect", color: ink, cursor: "crosshair", tooltip: { content: "data" } },
      encoding: {
        x: { ...axis, field: "from" },
        x2: { field: "to" },
        y: { value: 0 },
        y2: { value: "height" },
        opacity: { condition: { param, empty: false, value: 0.14 }, value: 0 },
      },
    },
  ];
}
