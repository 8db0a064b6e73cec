import { globSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { editorSchemas, editorSchemaTexts } from "../../src/spec/editor-schema.ts";
import { families } from "../../src/spec/schema.ts";

/** What an editor says of a file agrees with what run-exp says of it. */
const test = suite("spec/editor-schema");

const schemas = editorSchemas();

const ajv = new Ajv({ strict: false }).addFormat("path", true).addFormat("condition", true);
for (const [file, schema] of Object.entries(schemas)) ajv.addSchema(schema as object, file);

function complaints(name: string, text: string): string[] {
  const check = ajv.getSchema(name)!;
  check(parse(text));
  return (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const SOUND = `name: a
dataset: { source: mnist }
model: { layers: [flatten, { dense: { units: "2 * $n", activation: $activation } }] }
train: { loss: meanSquaredError, optimizer: adam, epochs: 1 }
`;

test("every experiment in the repository is accepted", () => {
  const files = [...globSync("experiments/*.yaml"), ...globSync("test/spec/fixtures/*.yaml")];
  assert.ok(files.length > 2);
  for (const file of files) {
    assert.equal(complaints("experiment.schema.json", readFileSync(file, "utf8")), [], file);
  }
});

test("every part in the repository is accepted by the schema of its kind", () => {
  const kinds: Record<string, string> = {
    datasets: "dataset",
    models: "model",
    optimizers: "optimizer",
    callbacks: "callbacks",
    spaces: "space",
    tuners: "tuner",
  };
  const files = globSync("experiments/parts/*/*.yaml").map((file) => file.replaceAll("\\", "/"));
  assert.ok(files.length > 0);
  for (const file of files) {
    const kind = kinds[file.split("/")[2]!];
    assert.equal(complaints(`${kind}.schema.json`, readFileSync(file, "utf8")), [], file);
  }
});

test("expressions, references and bare names may stand where values are meant", () => {
  assert.equal(complaints("experiment.schema.json", SOUND), []);
});

test("misspelt names, missing keys and wrong types are refused", () => {
  const spoilt: [string, string][] = [
    ["flatten", "flaten"],
    ["dense:", "dens:"],
    ["units:", "unit:"],
    ["epochs: 1", "epochs: [1]"],
    ["epochs: 1", "epochs: 0"],
    [", epochs: 1", ""],
    ["optimizer: adam", "optimizer: adams"],
    ["name: a", "nam: a"],
  ];
  for (const [from, to] of spoilt) {
    const text = SOUND.replace(from, to);
    assert.not.equal(text, SOUND);
    assert.ok(complaints("experiment.schema.json", text).length > 0, to);
  }
});

test("every component is offered with its summary, and every option with a description", () => {
  const text = editorSchemaTexts()["experiment.schema.json"]!;
  for (const family of families) {
    for (const component of family.members) {
      assert.ok(
        component.summary.length > 3 && !component.summary.endsWith("."),
        `${component.name}: summary`,
      );
      for (const [name, option] of Object.entries(component.options.properties)) {
        assert.is(
          typeof (option as { description?: unknown }).description,
          "string",
          `${family.kind} ${component.name}.${name}`,
        );
      }
      if (family.kind !== "activation") assert.ok(text.includes(`"${component.name}"`), component.name);
    }
  }
});

test("the committed schemas are those of the code", () => {
  for (const [name, text] of Object.entries(editorSchemaTexts())) {
    assert.is(readFileSync(`schemas/${name}`, "utf8"), text, `${name}: run npm run schemas`);
  }
});

test.run();
