import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import sharp from "sharp";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, scratch } from "../scratch.ts";
import { project, runFile } from "./tiny.ts";

const test = suite("runner/pictures");

/** A project with a folder of images, a colour each, which a model that learns nothing takes for one another. */
async function pictured(augment = "") {
  const { folder, write } = project();
  for (const kind of ["cat", "dog"]) {
    mkdirSync(join(folder, "data", "images", kind), { recursive: true });
    for (let index = 0; index < 20; index++) {
      const background = { r: 12 * index, g: kind === "cat" ? 200 : 10, b: 255 - index };
      const image = sharp({ create: { width: 4, height: 3, channels: 3, background } }).png();
      await image.toFile(join(folder, "data", "images", kind, `${String(index).padStart(2, "0")}.png`));
    }
  }
  return write("pictures", {
    source: "  source: { images: { path: ../data/images, height: 3, width: 4 } }",
    preprocess: `  preprocess: [standardize]${augment}`,
    layers: ["    - flatten", "    - dense: { units: 2, activation: softmax }"].join("\n"),
    optimizer: "  optimizer: { sgd: { learningRate: 0 } }",
    epochs: "  epochs: 1",
    callbacks: "  callbacks: []",
  });
}

test("the worst mistakes on images are shown by the pixels that the images hold", async () => {
  const results = join(scratch(), "results");
  const { folder } = await runFile(await pictured("\n  augment: [flip]"), results);
  const rows = parse(readFileSync(join(folder, "mistakes.csv"), "utf8"), { columns: true }) as Record<
    string,
    string
  >[];
  assert.ok(rows.length > 0);
  const sheet = readFileSync(join(folder, "plots", "mistakes.svg"), "utf8");
  const images = [...sheet.matchAll(/data:image\/png;base64,([\w+/=]+)/g)].map(([, data]) => data!);
  assert.is(images.length, rows.length);
  for (const [index, image] of images.entries()) {
    const { data, info } = await sharp(Buffer.from(image, "base64"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.equal([info.width, info.height], [4, 3]);
    assert.is(data[0]! % 12, 0);
    assert.is(data[1], rows[index]!.class === "cat" ? 200 : 10);
    assert.is(data[2], 255 - data[0]! / 12);
  }
  assert.match(readFileSync(join(folder, "report.md"), "utf8"), "](plots/mistakes.svg)");
});

test("a table has its mistakes in a file, and no pictures", async () => {
  const results = join(scratch(), "results");
  const { folder } = await runFile(project().write("table", { epochs: "  epochs: 1" }), results);
  const names = [...filesBelow(folder).keys()];
  assert.ok(names.includes("mistakes.csv"));
  assert.not.ok(names.includes("plots/mistakes.svg"));
});

test.run();
