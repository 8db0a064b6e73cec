import { float, options, word } from "../../component/options.ts";
import { augmentation } from "../augmentation.ts";
import { resample } from "./resample.ts";

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
    resample(image, shape, scratch, (y, x) => [down ? height - 1 - y : y, across ? width - 1 - x : x]);
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
    resample(image, shape, scratch, (y, x) => [y - down, x - across]);
  },
});

export const rotate = augmentation({
  name: "rotate",
  summary: "Turns images about their centre by a random angle",
  options: options({
    degrees: float("Largest angle either way, in degrees", { min: 0, max: 180, default: 10 }),
  }),
  apply(image, shape, random, scratch, { degrees }) {
    const [height = 0, width = 0] = shape;
    const angle = (between(random.uniform(0), degrees) * Math.PI) / 180;
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
    resample(image, shape, scratch, (y, x) => {
      const [dy, dx] = [y - middleY, x - middleX];
      return [middleY + cosine * dy - sine * dx, middleX + sine * dy + cosine * dx];
    });
  },
});

export const zoom = augmentation({
  name: "zoom",
  summary: "Enlarges or shrinks images about their centre by a random factor",
  options: options({
    range: float("Largest change of size either way, as a share", { min: 0, below: 1, default: 0.1 }),
  }),
  apply(image, shape, random, scratch, { range }) {
    const [height = 0, width = 0] = shape;
    const factor = 1 + between(random.uniform(0), range);
    const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
    resample(image, shape, scratch, (y, x) => [
      middleY + (y - middleY) / factor,
      middleX + (x - middleX) / factor,
    ]);
  },
});

/** A number in [−bound, bound) for a uniform one in [0, 1). */
function between(uniform: number, bound: number): number {
  return (2 * uniform - 1) * bound;
}
