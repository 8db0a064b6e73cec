import sharp from "sharp";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { mistakesSheet } from "../../../src/report/plots/mistakes.ts";
import { drawn, textsOf } from "./texts.ts";

const test = suite("report/plots/mistakes");

const CLASSES = ["cat", "dog", "a horse of another colour, and of a very long name"];

function mistakes(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    sample: index,
    truth: index % 3,
    answer: (index + 1) % 3,
    confidence: 1 - index / 100,
    loss: 5 - index / 10,
    picture: {
      width: 2,
      height: 3,
      channels: 3,
      bytes: Uint8Array.from({ length: 18 }, (_, at) => 13 * at + index),
    },
  })) as Parameters<typeof mistakesSheet>[0];
}

test("every picture is in the sheet as it is, with its class, its answer and how sure that was", async () => {
  const svg = await drawn(mistakesSheet(mistakes(7), CLASSES));
  const images = [...svg.matchAll(/data:image\/png;base64,([\w+/=]+)/g)].map(([, data]) => data!);
  assert.is(images.length, 7);
  for (const [index, image] of images.entries()) {
    const pixels = await sharp(Buffer.from(image, "base64")).raw().toBuffer();
    assert.equal([...pixels], [...mistakes(7)[index]!.picture.bytes]);
  }
  const texts = textsOf(svg);
  for (const text of ["cat", "→ dog", "100.0 %", "94.0 %"]) assert.ok(texts.includes(text), text);
});

test("classes of one long beginning are told apart", async () => {
  const classes = ["adult female", "adult male", "nymph"].map(
    (own) => `Ixodes ricinus, the castor bean tick, ${own}`,
  );
  const texts = textsOf(await drawn(mistakesSheet(mistakes(3), classes)));
  for (const end of ["t female", "ult male", "k, nymph"]) {
    assert.ok(texts.includes(`Ixodes r…${end}`) && texts.includes(`→ Ixodes r…${end}`), texts.join("; "));
  }
});

test("pixels stay sharp when they are drawn large", async () => {
  assert.match(await drawn(mistakesSheet(mistakes(1), CLASSES)), "image-rendering: pixelated");
});

test("an output that is no probability is told as it is", async () => {
  const [one] = mistakes(1);
  const texts = textsOf(await drawn(mistakesSheet([{ ...one!, confidence: 3.25 }], CLASSES)));
  assert.ok(texts.includes("output 3.250"));
});

test("a picture is a line of its own in the file, so that a diff shows which changed", async () => {
  const svg = await drawn(mistakesSheet(mistakes(24), CLASSES));
  for (const line of svg.split("\n")) assert.ok((line.match(/base64/g) ?? []).length <= 1);
});

test.run();
