import { Ajv } from "ajv";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stream, stream } from "../../src/base/random.ts";
import { documentOf } from "../../src/spec/document.ts";
import { type Fault, faultsOf, KEYWORDS } from "../../src/spec/faults.ts";
import { loadExperiments } from "../../src/spec/load.ts";
import { pointerOf } from "../../src/spec/located.ts";
import { definitions, experimentSchema } from "../../src/spec/schema.ts";

/** The language's schema means what JSON Schema says it means; ajv is the reference. */
const test = suite("spec/faults");

const ROUNDS = 4000;

const reference = new Ajv({
  allErrors: true,
  strict: false,
  validateSchema: false,
  formats: { path: true, condition: true },
});
const check = reference.compile({ ...experimentSchema, $defs: definitions });

const SAID_NOTHING_BY_TYPE = new Set(["title", "description", "default", "format"]);

type Tree = Record<string, unknown>;

/** Every place in a plain value that can be changed. */
function slots(value: unknown): { parent: Tree; key: string }[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ parent: value as Tree, key }, ...slots(inner)]);
}

const VALUES = [
  0,
  -1,
  1.5,
  1e9,
  "",
  "adam",
  "relu",
  true,
  null,
  [],
  {},
  [1, 2],
  [[]],
  { dense: {} },
  { nosuch: {} },
];

function spoil(value: unknown, words: Stream, round: number): void {
  let roll = 0;
  const below = (bound: number) => words.below(roll++, bound);
  for (let count = 1 + below(2); count > 0; count--) {
    const places = slots(value);
    const { parent, key } = places[below(places.length)]!;
    const kind = below(3);
    if (kind === 0) parent[key] = structuredClone(VALUES[(round + below(VALUES.length)) % VALUES.length]);
    else if (kind === 1 && !Array.isArray(parent)) delete parent[key];
    else if (!Array.isArray(parent)) parent[`${key}x`] = parent[key];
  }
}

function pointers(faults: readonly Fault[]): string[] {
  return [...new Set(faults.map(({ path }) => pointerOf(path)))].sort();
}

test("every keyword of the schema is one that faults are found by", () => {
  const seen = new Set<string>();
  const visit = (schema: unknown, inProperties: boolean): void => {
    if (Array.isArray(schema)) for (const inner of schema) visit(inner, false);
    if (schema === null || typeof schema !== "object" || Array.isArray(schema)) return;
    for (const [keyword, inner] of Object.entries(schema)) {
      if (inProperties) visit(inner, false);
      else {
        seen.add(keyword);
        if (["properties", "items", "anyOf", "additionalProperties"].includes(keyword))
          visit(inner, keyword === "properties");
      }
    }
  };
  visit([experimentSchema, ...Object.values(definitions)], false);
  for (const keyword of seen)
    assert.ok(KEYWORDS.includes(keyword) || SAID_NOTHING_BY_TYPE.has(keyword), keyword);
  assert.ok(seen.has("exclusiveMinimum") && seen.has("pattern"));
});

test(`ajv finds a fault where one is found, over ${ROUNDS} spoilt experiments`, async () => {
  const files = [
    "experiments/cnn-baseline.yaml",
    "test/spec/fixtures/everything.yaml",
    "test/spec/fixtures/search.yaml",
    "experiments/mlp-baseline.yaml",
  ];
  const sound = [];
  for (const file of files) sound.push(...(await loadExperiments(file)).experiments.map(documentOf));
  assert.ok(sound.length > 2);
  let refused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const value = structuredClone(sound[round % sound.length]!);
    spoil(value, stream(7, "faults", round), round);
    const faults = faultsOf(value, experimentSchema);
    const agreed = check(value) === (faults.length === 0);
    assert.ok(
      agreed,
      `round ${round}: ${JSON.stringify(faults.map(({ keyword, path }) => [keyword, path]))} against ${JSON.stringify(check.errors)}`,
    );
    const there = new Set((check.errors ?? []).map(({ instancePath }) => instancePath));
    for (const pointer of pointers(faults)) assert.ok(there.has(pointer), `round ${round}: ${pointer}`);
    if (faults.length > 0) refused += 1;
  }
  assert.ok(refused > ROUNDS / 3 && refused < ROUNDS, `${refused} were refused`);
});

test("a value of the wrong type is one fault, whatever else its schema asks", () => {
  const faults = faultsOf(1.5, { type: "integer", minimum: 2 });
  assert.equal(
    faults.map(({ keyword }) => keyword),
    ["type"],
  );
});

test("of several alternatives, the one that the value nearly is is told", () => {
  const schema = {
    anyOf: [
      { type: "number", minimum: 0 },
      { type: "array", items: { type: "number" } },
    ],
  };
  assert.equal(
    faultsOf(-1, schema).map(({ keyword }) => keyword),
    ["minimum"],
  );
  assert.equal(
    faultsOf([1, "x"], schema).map(({ keyword, path }) => [keyword, ...path]),
    [["type", 1]],
  );
  assert.equal(
    faultsOf("x", schema).map(({ keyword }) => keyword),
    ["anyOf"],
  );
});

test.run();
