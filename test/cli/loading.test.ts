import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { project } from "../runner/tiny.ts";
import { scratch } from "../scratch.ts";
import { runExp } from "./program.ts";

/** What a command loads: those that train nothing start fast because they leave the rest alone. */
const test = suite("cli/loading");

const folder = scratch();
const HOOK = join(folder, "hook.mjs");
writeFileSync(
  HOOK,
  `import { registerHooks } from "node:module";
import { appendFileSync } from "node:fs";
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    appendFileSync(process.env.LOADED, found.url + "\\n");
    return found;
  },
});
`,
);

let calls = 0;

/** The address of every module that a call loads. */
async function loadedBy(args: readonly string[], cwd = folder): Promise<string[]> {
  const list = join(folder, `loaded-${++calls}`);
  writeFileSync(list, "");
  const node = ["--import", pathToFileURL(HOOK).href];
  const { code, stderr } = await runExp(args, { cwd, node, env: { LOADED: list } });
  assert.is(code, 0, stderr);
  return [...new Set(readFileSync(list, "utf8").split("\n"))].filter((url) => url !== "");
}

const HEAVY = /node_modules\/(@tensorflow|webgpu|vega|vega-lite|listr2|sharp|ajv|@img)\//;

test("--help loads neither an engine nor the language", async () => {
  const loaded = await loadedBy(["--help"]);
  assert.ok(loaded.some((url) => url.includes("/commander/")));
  assert.equal(
    loaded.filter((url) => HEAVY.test(url) || url.includes("/src/spec/load")),
    [],
  );
});

test("validate loads no engine, no plots and no terminal lists", async () => {
  const files = globSync("experiments/*.yaml").map((file) => resolve(file));
  const loaded = await loadedBy(["validate", ...files]);
  assert.ok(loaded.some((url) => url.endsWith("/src/spec/load.ts")));
  assert.equal(
    loaded.filter((url) => HEAVY.test(url) || /\/src\/engine\/(tfjs|wasm|webgpu)\//.test(url)),
    [],
  );
});

test("list, schema, datasets and init load no engine either", async () => {
  for (const args of [["list"], ["schema"], ["datasets"], ["init", "first.yaml"]]) {
    assert.equal(
      (await loadedBy(args)).filter((url) => HEAVY.test(url)),
      [],
      args.join(" "),
    );
  }
});

test("a run that is up to date loads no plots, a piped one no terminal lists, and a page neither", async () => {
  const { folder: home, write } = project();
  const file = write("loading", { epochs: "  epochs: 1" });
  const first = await loadedBy([file], home);
  assert.ok(
    first.some((url) => url.includes("/@tensorflow/")),
    "this test would not see an engine",
  );
  assert.ok(
    first.some((url) => url.includes("/vega/")),
    "this test would not see plots",
  );
  const again = await loadedBy([file], home);
  assert.equal(
    again.filter((url) => /node_modules\/(vega|vega-lite|listr2)\//.test(url)),
    [],
  );
  // A page holds the plotting libraries as text: where they are is asked, but what they load is not loaded.
  const paged = await loadedBy(["report", "loading@1", "--html", "page.html"], home);
  assert.ok(paged.some((url) => url.includes("/markdown-it/")));
  assert.equal(
    paged.filter((url) => /node_modules\/(@tensorflow|vega-dataflow|listr2|sharp)\//.test(url)),
    [],
  );
});

test.run();
