import { suite } from "uvu";
import * as assert from "uvu/assert";
import { confusionMatrix, shownClasses } from "../../../src/report/plots/confusion.ts";
import { drawn, textsOf } from "./texts.ts";

const test = suite("report/plots/confusion");

/** Classes of which each is taken for the next now and then, the more often the higher its number. */
function confusions(classes: number, samples = 100) {
  return Array.from({ length: classes }, (_, truth) => truth).flatMap((truth) => [
    { truth, answer: truth, count: samples - truth - 1 },
    { truth, answer: (truth + 1) % classes, count: truth + 1 },
  ]);
}

function named(classes: number): string[] {
  return Array.from({ length: classes }, (_, index) => `class ${index}`);
}

test("few classes have their counts in the cells; pairs that never occur are left empty", async () => {
  const texts = textsOf(await drawn(confusionMatrix(confusions(3), ["red", 'gr"een', "blue"])));
  for (const count of ["99", "98", "97", "1", "2", "3"]) assert.ok(texts.includes(count), count);
  assert.not.ok(texts.includes("0"));
  assert.is(texts.filter((text) => text === "red").length, 2);
  assert.ok(texts.includes("samples"));
});

test("two classes and thirty are drawn; thirty have percents of each class", async () => {
  await drawn(confusionMatrix(confusions(2), ["no", "yes"]));
  const texts = textsOf(await drawn(confusionMatrix(confusions(30, 1000), named(30))));
  assert.ok(texts.includes("% of the class") && texts.includes("97") && texts.includes("&lt;1"));
  assert.is(texts.filter((text) => text === "class 29").length, 2);
});

test("of a hundred classes the 20 of the pairs most often confused are shown, and it is said that they are", async () => {
  assert.equal(shownClasses(confusions(100, 200), 100), [
    0,
    ...Array.from({ length: 19 }, (_, index) => 81 + index),
  ]);
  const texts = textsOf(await drawn(confusionMatrix(confusions(100, 200), named(100))));
  assert.ok(texts.includes("% of the class, 20 of 100 classes: those of the pairs most often confused"));
  assert.not.ok(texts.includes("class 3"));
});

test("the worst pair is shown though other classes make more mistakes in all", () => {
  const scattered = Array.from({ length: 60 }, (_, truth) =>
    Array.from({ length: 60 }, (_, answer) => ({ truth, answer, count: 2 })).filter(
      (own) => own.answer !== truth,
    ),
  ).flat();
  const shown = shownClasses([...scattered, { truth: 71, answer: 93, count: 30 }], 100);
  assert.ok(shown.includes(71) && shown.includes(93) && shown.length <= 20);
});

test("where no class is confused the first are shown", () => {
  const right = Array.from({ length: 50 }, (_, truth) => ({ truth, answer: truth, count: 3 }));
  assert.equal(
    shownClasses(right, 50),
    Array.from({ length: 20 }, (_, index) => index),
  );
});

test("classes of one long beginning are told apart", async () => {
  const classes = ["adult female", "adult male"].map((own) => `Ixodes ricinus, the castor bean tick, ${own}`);
  const texts = textsOf(await drawn(confusionMatrix(confusions(2), classes)));
  for (const end of ["t female", "ult male"]) {
    assert.is(texts.filter((text) => text === `Ixodes r…${end}`).length, 2);
  }
});

test("a model that answers one class only is drawn", async () => {
  await drawn(
    confusionMatrix(
      [0, 1, 2].map((truth) => ({ truth, answer: 1, count: 5 })),
      named(3),
    ),
  );
});

test("numbers in cells are read: white on every colour of a cell, at 4.5:1 at least", async () => {
  const svg = await drawn(confusionMatrix(confusions(10), named(10)));
  const fills = [...svg.matchAll(/fill="rgb\((\d+), (\d+), (\d+)\)"/g)].map((match) =>
    match.slice(1).map(Number),
  );
  assert.ok(fills.length >= 20);
  for (const fill of fills) assert.ok(1.05 / (luminance(fill) + 0.05) >= 4.5, String(fill));
});

/** Relative luminance (WCAG 2.2). */
function luminance(colour: readonly number[]): number {
  const [r, g, b] = colour.map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

test.run();
