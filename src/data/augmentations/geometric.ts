import type { Shape } from "../../base/shape.ts";
import { float, options, word } from "../../component/options.ts";
import { augmentation } from "../augmentation.ts";
import { type Affine, resample } from "./resample.ts";

export const flip = augmentation({
  name: "flip",
  summary: "Mirrors half of the images",
  options: options({
    axis: word(
      ["horizontal", "vertical", "both"],
      "Left and right, top and bottom, or each by chance",
      "horizontal",
    ),
  }),
  apply(image, shape, random, scratch, { axis }) {
    const [height = 0, width = 0] = shape;
    const across = axis !== "vertical" && random.uniform(0) < 0.5;
    const down = axis !== "horizontal" && random.uniform(1) < 0.5;
    if (!across && !down) return;
    resample(image, shape, scratch, [
      down ? [-1, 0, height - 1] : [1, 0, 0],
      across ? [0, -1, width - 1] : [0, 1, 0],
    ]);
  },
});

export const shift = augmentation({
  name: "shift",
  summary: "Moves images by a random distance",
  options: options({
    height: float("Largest distance up or down, as a share of the height", { min: 0, max: 1, default: 0.1 }),
    width: float("Largest distance left or right, as a share of the width", { min: 0, max: 1, default: 0.1 }),
  }),
  apply(image, shape, random, scratch, options) {
    const [height = 0, width = 0] = shape;
    const down = between(random.uniform(0), options.height * height);
    const across = between(random.uniform(1), options.width * width);
    resample(image, shape, scratch, [
      [1, 0, -down],
      [0, 1, -across],
    ]);
  },
});

export const rotate = augmentation({
  name: "rotate",
  summary: "Turns images about their centre by a random angle",
  options: options({
    degrees: float("Largest angle either way, in degrees", { min: 0, max: 180, default: 10 }),
  }),
  apply(image, shape, random, scratch, { degrees }) {
    const angle = (between(random.uniform(0), degrees) * Math.PI) / 180;
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    resample(image, shape, scratch, aboutCentre(shape, [cosine, -sine], [sine, cosine]));
  },
});

export const zoom = augmentation({
  name: "zoom",
  summary: "Enlarges or shrinks images about their centre by a random factor",
  options: options({
    range: float("Largest change of size either way, as a share", { min: 0, below: 1, default: 0.1 }),
  }),
  apply(image, shape, random, scratch, { range }) {
    const factor = 1 + between(random.uniform(0), range);
    resample(image, shape, scratch, aboutCentre(shape, [1 / factor, 0], [0, 1 / factor]));
  },
});

/** A number in [−bound, bound) for a uniform one in [0, 1). */
function between(uniform: number, bound: number): number {
  return (2 * uniform - 1) * bound;
}

/** The map by the matrix [2, 2] of rows `y` and `x` that leaves the centre of an image where it is. */
function aboutCentre(
  [height = 0, width = 0]: Shape,
  y: readonly [number, number],
  x: readonly [number, number],
): Affine {
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  return [
    [...y, middleY - y[0] * middleY - y[1] * middleX],
    [...x, middleX - x[0] * middleY - x[1] * middleX],
  ];
}
