import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { reportedVersion } from "../../../src/report/page/page-version.ts";
import { svgOf } from "../../../src/report/plots/svg.ts";
import { filesIn } from "../../../src/store/open-version.ts";
import { project, runFile, searching } from "../../runner/tiny.ts";
import { filesBelow } from "../../scratch.ts";

const test = suite("report/page/stored-plots");

const { folder, write } = project();
const results = join(folder, "results");
const search = searching({ tuner: "  tuner: { random: { trials: 12 } }" });
await runFile(write("found", { ...search, replicates: "replicates: 2" }), results);

const NUMBER = /-?\d+(\.\d+)?(e-\d+)?/g;

test("a version's files make the plots that the run made, up to what six digits leave out", async () => {
  const version = join(results, "found", "v001");
  const { report } = await reportedVersion(filesIn(version, "found@1"));
  const drawn = [...filesBelow(join(version, "plots"))];
  assert.ok(drawn.length >= 6, drawn.map(([path]) => path).join(", "));
  for (const [path, bytes] of drawn) {
    const spec = report!.plots[path.replace(".svg", "")];
    assert.ok(spec !== undefined, path);
    const [own, made] = [await svgOf(spec), bytes.toString()];
    assert.is(own.replace(NUMBER, "0"), made.replace(NUMBER, "0"), path);
    const numbers = [own, made].map((svg) => svg.match(NUMBER)!.map(Number));
    const furthest = Math.max(...numbers[0]!.map((value, index) => Math.abs(value - numbers[1]![index]!)));
    assert.ok(furthest < 0.01, `${path} is off by ${furthest} pixels`);
  }
});

test.run();
