import { suite } from "uvu";
import * as assert from "uvu/assert";
import { countText, durationText, plural, sizeText } from "../../src/commands/units.ts";

const test = suite("commands/units");

test("durations are as long as they must be", () => {
  const shown = [0, 0.44, 9.94, 9.96, 59.4, 59.6, 200, 3599.6, 3900, 360_000].map(durationText);
  const wanted = [
    "0.0 s",
    "0.4 s",
    "9.9 s",
    "10 s",
    "59 s",
    "1 min 00 s",
    "3 min 20 s",
    "1 h 00 min",
    "1 h 05 min",
  ];
  assert.equal(shown, [...wanted, "100 h 00 min"]);
});

test("sizes have two significant digits and decimal units", () => {
  const shown = [0, 850, 1000, 1640, 999_960, 54_942_388, 1.2e10, 3e15].map(sizeText);
  assert.equal(shown, ["0 B", "850 B", "1.0 kB", "1.6 kB", "1.0 MB", "55 MB", "12 GB", "3000 TB"]);
});

test("counts have separators, and agree with what they count", () => {
  assert.equal([999, 1000, 407_050, 1_234_567].map(countText), ["999", "1,000", "407,050", "1,234,567"]);
  assert.equal([plural(1, "step"), plural(2, "step"), plural(0, "step")], ["1 step", "2 steps", "0 steps"]);
});

test.run();
