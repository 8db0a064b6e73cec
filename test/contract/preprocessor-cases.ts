import type { Shape } from "../../src/base/shape.ts";

/** A sample's values in row-major order. */
export type Values = readonly number[];

/**
 * One step in one use, with what it must make of a sample in plain arithmetic. Samples are bytes in a fixed pattern;
 * `train` are those of the training part.
 */
export interface PreprocessorCase {
  readonly step: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly shape: Shape;
  readonly output: Shape;
  expected(sample: Values, train: readonly Values[]): Values;
  /** What becomes of a class number of three; as it is where absent. */
  label?(label: number): Values;
}

function columns(train: readonly Values[], at: number, channels: number): Values {
  return train.flatMap((sample) => sample.filter((_, index) => index % channels === at % channels));
}

function mean(values: Values): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: Values): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

const same = (sample: Values): Values => sample;

/** Bilinear, straight from the definition: every new pixel lies at ((i + ½) · old ÷ new − ½) of the old ones. */
function resized(sample: Values, [height, width, channels]: Values, [newHeight, newWidth]: Values): Values {
  const clamp = (value: number, length: number) => Math.min(Math.max(value, 0), length - 1);
  const pixel = (y: number, x: number, channel: number) =>
    sample[(clamp(y, height!) * width! + clamp(x, width!)) * channels! + channel]!;
  const out: number[] = [];
  for (let row = 0; row < newHeight!; row++) {
    for (let column = 0; column < newWidth!; column++) {
      const y = ((row + 0.5) * height!) / newHeight! - 0.5;
      const x = ((column + 0.5) * width!) / newWidth! - 0.5;
      const [top, left] = [Math.floor(y), Math.floor(x)];
      for (let channel = 0; channel < channels!; channel++) {
        let value = 0;
        for (const [dy, dx] of [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ] as const) {
          const weight = (1 - Math.abs(y - top - dy)) * (1 - Math.abs(x - left - dx));
          value += weight * pixel(top + dy, left + dx, channel);
        }
        out.push(value);
      }
    }
  }
  return out;
}

export const preprocessorCases: readonly PreprocessorCase[] = [
  {
    step: "rescale",
    options: { scale: 1 / 255 },
    shape: [4],
    output: [4],
    expected: (sample) => sample.map((value) => value / 255),
  },
  {
    step: "rescale",
    options: { scale: 2, offset: -1 },
    shape: [2, 2, 1],
    output: [2, 2, 1],
    expected: (sample) => sample.map((value) => 2 * value - 1),
  },
  {
    step: "standardize",
    shape: [3],
    output: [3],
    expected: (sample, train) =>
      sample.map((value, at) => (value - mean(columns(train, at, 3))) / deviation(columns(train, at, 3))),
  },
  {
    step: "standardize",
    shape: [2, 2, 3],
    output: [2, 2, 3],
    expected: (sample, train) =>
      sample.map((value, at) => (value - mean(columns(train, at, 3))) / deviation(columns(train, at, 3))),
  },
  {
    step: "standardize",
    options: { over: "all" },
    shape: [2, 2, 3],
    output: [2, 2, 3],
    expected: (sample, train) =>
      sample.map((value) => (value - mean(train.flat())) / deviation(train.flat())),
  },
  {
    step: "normalize",
    shape: [3],
    output: [3],
    expected: (sample, train) =>
      sample.map((value, at) => {
        const column = columns(train, at, 3);
        return (value - Math.min(...column)) / (Math.max(...column) - Math.min(...column));
      }),
  },
  {
    step: "normalize",
    options: { over: "all", min: -1, max: 3 },
    shape: [2, 2],
    output: [2, 2],
    expected(sample, train) {
      const [smallest, largest] = [Math.min(...train.flat()), Math.max(...train.flat())];
      return sample.map((value) => -1 + (4 * (value - smallest)) / (largest - smallest));
    },
  },
  { step: "reshape", options: { shape: [3, 4] }, shape: [12], output: [3, 4], expected: same },
  { step: "reshape", options: { shape: [12] }, shape: [2, 2, 3], output: [12], expected: same },
  {
    step: "oneHot",
    shape: [2],
    output: [2],
    expected: same,
    label: (label) => [0, 1, 2].map((place) => Number(place === label)),
  },
  {
    step: "resize",
    options: { height: 3, width: 7 },
    shape: [5, 4, 2],
    output: [3, 7, 2],
    expected: (sample) => resized(sample, [5, 4, 2], [3, 7]),
  },
  {
    step: "resize",
    options: { height: 4, width: 4 },
    shape: [2, 2, 1],
    output: [4, 4, 1],
    expected: (sample) => resized(sample, [2, 2, 1], [4, 4]),
  },
  {
    step: "resize",
    options: { height: 1, width: 1 },
    shape: [3, 5, 1],
    output: [1, 1, 1],
    expected: (sample) => resized(sample, [3, 5, 1], [1, 1]),
  },
  { step: "resize", options: { height: 3, width: 2 }, shape: [3, 2, 3], output: [3, 2, 3], expected: same },
  {
    step: "grayscale",
    shape: [2, 2, 3],
    output: [2, 2, 1],
    expected: (sample) =>
      [0, 3, 6, 9].map((at) => 0.299 * sample[at]! + 0.587 * sample[at + 1]! + 0.114 * sample[at + 2]!),
  },
];
