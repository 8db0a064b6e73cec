import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runExp } from "../cli/program.ts";
import { scratch } from "../scratch.ts";

/** docs/recipes.md: every file in it is run for an epoch, on data such as it describes. */
const test = suite("docs/recipes");

const TEXT = readFileSync("docs/recipes.md", "utf8");
const FILES = [...TEXT.matchAll(/```yaml\n(name: (\S+)\n[\s\S]*?)```/g)].map(([, text, name]) => ({
  name: name!,
  text: text!,
}));

const [, HEADER, ...ROWS] = /```csv\n(.*)\n([\s\S]*?)\n```/.exec(TEXT)!;

/** A table of three kinds that begins as the one in the document, with an empty cell here and there. */
function table(): string {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const kind = ["setosa", "versicolor", "virginica"][index % 3]!;
    const width = index % 7 === 0 ? "" : (3 + (index % 5) / 10).toFixed(1);
    return [
      (5 + (index % 3) + (index % 4) / 10).toFixed(1),
      width,
      ["white", "blue"][index % 2],
      kind,
    ].join();
  });
  return `${[HEADER, ...ROWS, ...rows].join("\n")}\n`;
}

/** Discs and squares, each of its own size and grey. */
async function writeShapes(folder: string): Promise<void> {
  const drawn = {
    circle: (size: number, grey: string) => `<circle cx="20" cy="20" r="${size / 2}" fill="${grey}"/>`,
    square: (size: number, grey: string) =>
      `<rect x="8" y="8" width="${size}" height="${size}" fill="${grey}"/>`,
  };
  for (const [kind, draw] of Object.entries(drawn)) {
    mkdirSync(join(folder, kind), { recursive: true });
    for (let index = 0; index < 10; index++) {
      const shape = draw(12 + index, `rgb(${[0, 1, 2].map(() => 100 + 10 * index).join()})`);
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">${shape}</svg>`;
      await sharp(Buffer.from(svg))
        .flatten()
        .png()
        .toFile(join(folder, kind, `${index}.png`));
    }
  }
}

const folder = scratch();
mkdirSync(join(folder, "experiments"));
mkdirSync(join(folder, "data"));
writeFileSync(join(folder, "data", "flowers.csv"), table());
await writeShapes(join(folder, "data", "shapes"));
for (const { name, text } of FILES) writeFileSync(join(folder, "experiments", `${name}.yaml`), text);

test("there is a file for each recipe", () => {
  assert.equal(
    FILES.map(({ name }) => name),
    ["flowers", "flowers-length", "shapes", "residual", "shapes-five"],
  );
});

for (const { name } of FILES) {
  test(`${name} runs as it is written`, async () => {
    const argv = [`experiments/${name}.yaml`, "--set", "train.epochs=1", "--plain"];
    const { code, stderr } = await runExp(argv, { cwd: folder });
    assert.is(code, 0, stderr);
    assert.match(readFileSync(join(folder, "results", name, "v001", "report.md"), "utf8"), `# ${name}`);
  });
}

test("the gate's commands are those of run-exp", async () => {
  const git = (...words: string[]) =>
    spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...words], { cwd: folder });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "results");
  git("commit", "--quiet", "--message", "results");
  const [fetch, , gate] = /## A gate[\s\S]*?```sh\n([\s\S]*?)\n```/.exec(TEXT)![1]!.split("\n");
  assert.is(git(...fetch!.replace("origin", folder).split(" ").slice(1)).status, 0);
  const { code, stdout } = await runExp(gate!.replaceAll('"', "").split(" ").slice(1), { cwd: folder });
  assert.is(code, 0);
  assert.match(stdout, "| test.accuracy");
});

test.run();
