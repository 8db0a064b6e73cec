/** One augmentation in one use. */
export interface AugmentationCase {
  readonly augmentation: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options under which nothing changes; absent where there are none. */
  readonly still?: Readonly<Record<string, unknown>>;
  /** Whether every new value lies between old values of its channel. */
  readonly mixesOnly: boolean;
}

export const augmentationCases: readonly AugmentationCase[] = [
  { augmentation: "flip", mixesOnly: true },
  { augmentation: "flip", options: { axis: "vertical" }, mixesOnly: true },
  { augmentation: "flip", options: { axis: "both" }, mixesOnly: true },
  {
    augmentation: "shift",
    options: { height: 0.3, width: 0.4 },
    still: { height: 0, width: 0 },
    mixesOnly: true,
  },
  { augmentation: "rotate", options: { degrees: 40 }, still: { degrees: 0 }, mixesOnly: true },
  { augmentation: "zoom", options: { range: 0.4 }, still: { range: 0 }, mixesOnly: true },
  { augmentation: "noise", options: { stddev: 0.2 }, still: { stddev: 0 }, mixesOnly: false },
];
