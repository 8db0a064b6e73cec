import type { TopLevelSpec } from "vega-lite";
import type { Picture } from "../../data/picture.ts";
import { showFigure } from "../../store/formats.ts";
import type { Mistake } from "../../train/measure.ts";
import { pngUrl } from "../png.ts";
import { shortNames } from "./short-names.ts";
import { INK } from "./theme.ts";

/** Pictures in a row, and the room that each has, in pixels. */
const COLUMNS = 6;
const CELL = { width: 140, height: 152 };
const SIDE = 96;

/** A picture with a longer side than this is made smaller for the sheet. */
export const LARGEST_SIDE = 64;

/** A mistake with the picture that it was made on. */
export interface PicturedMistake extends Mistake {
  readonly picture: Picture;
}

/** A contact sheet: the pictures of mistakes in their order, each with its true class, and the answer with how sure it was. */
export function mistakesSheet(
  mistakes: readonly PicturedMistake[],
  classes: readonly string[],
): TopLevelSpec {
  const names = shortNames(classes);
  const values = mistakes.map(({ picture, truth, answer, confidence }, index) => ({
    x: (index % COLUMNS) * CELL.width + CELL.width / 2,
    y: Math.floor(index / COLUMNS) * CELL.height + SIDE / 2,
    truth: names[truth]!,
    answer: `→ ${names[answer]!}`,
    sure: sureText(confidence),
    url: pngUrl(picture),
  }));
  const height = Math.ceil(mistakes.length / COLUMNS) * CELL.height;
  const place = (field: string, size: number) => ({
    field,
    type: "quantitative",
    scale: { domain: [0, size], nice: false, zero: false, ...(field === "y" ? { reverse: true } : {}) },
    axis: null,
  });
  const width = Math.min(COLUMNS, mistakes.length) * CELL.width;
  const text = (field: string, dy: number, look: object) => ({
    mark: { type: "text", color: INK, fontSize: 12, dy: SIDE / 2 + dy, ...look },
    encoding: { text: { field, type: "nominal" } },
  });
  return {
    width,
    height,
    data: { values },
    encoding: { x: place("x", width), y: place("y", height) },
    layer: [
      {
        // In the picture's own proportions.
        mark: { type: "image", width: SIDE, height: SIDE, aspect: true, smooth: false },
        encoding: { url: { field: "url", type: "nominal" } },
      },
      text("truth", 13, { fontWeight: "bold" }),
      text("answer", 28, {}),
      text("sure", 42, { fontSize: 11 }),
    ],
  } as never;
}

/** `98.3 %` for a probability; another output as it is. */
function sureText(confidence: number): string {
  if (confidence < 0 || confidence > 1) return `output ${showFigure(confidence)}`;
  return `${(100 * confidence).toFixed(1)} %`;
}
