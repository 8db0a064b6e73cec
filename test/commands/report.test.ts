import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { report } from "../../src/commands/report.ts";
import { project, runFile, searching } from "../runner/tiny.ts";
import { scratch } from "../scratch.ts";
import { makeVersions } from "../store/make-versions.ts";
import { content } from "../store/version.ts";
import { onlooker } from "./onlooker.ts";

const test = suite("commands/report");

const { folder, write } = project();
const results = join(folder, "results");
await runFile(write("net", { epochs: "  epochs: 1" }), results);
await runFile(write("net", { epochs: "  epochs: 2" }), results);
await runFile(write("found", searching({ tuner: "  tuner: { random: { trials: 3 } }" })), results);

async function called(versions: readonly string[], html?: string, where = results) {
  const output = onlooker();
  const code = await report(versions, { results: where, ...(html === undefined ? {} : { html }) }, output);
  return { code, text: output.results.join("\n"), messages: output.messages };
}

async function refusal(versions: readonly string[], html?: string, where = results): Promise<RunExpError> {
  const error: unknown = await called(versions, html, where).catch((reason: unknown) => reason);
  assert.instance(error, RunExpError);
  return error as RunExpError;
}

function page(name = "page.html"): string {
  return join(scratch(), name);
}

test("without --html the reports are printed, one after the other", async () => {
  const { text, code } = await called(["net@1", "net@latest"]);
  assert.is(code, 0);
  const [first, second] = ["v001", "v002"].map((version) =>
    readFileSync(join(results, "net", version, "report.md"), "utf8"),
  );
  assert.is(`${text}\n`, `${first}\n${second}`);
});

test("a page is one file that fetches nothing, the same every time, and holds no time and no path", async () => {
  const [first, second] = [page(), page("other.html")];
  for (const html of [first, second]) await called(["net@1", "found@1"], html);
  const text = readFileSync(first, "utf8");
  assert.is(text, readFileSync(second, "utf8"));
  assert.not.match(text, folder);
  const markup = text.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, "");
  assert.not.match(markup, /<(link|iframe|object|embed)\b|\b(src|href)="(?!#|data:)/);
  assert.match(markup, "default-src &#39;none&#39;");
});

test("the latest version is called by its number, and one that is named twice comes once", async () => {
  const html = page();
  await called(["net@latest", "net@2", join(results, "net", "v002")], html);
  const text = readFileSync(html, "utf8");
  assert.match(text, "<title>net@2</title>");
  assert.not.match(text, '<table class="versions"');
});

test("the page of one version is its report, with all trials of its search", async () => {
  const html = page();
  const { messages } = await called(["found@1"], html);
  assert.equal(messages, [`${html}: 1 version`]);
  const text = readFileSync(html, "utf8");
  assert.match(text, /<h1[^>]*>.*found@1<\/h1>/);
  assert.is((text.match(/<tr[^>]*>\n<th scope="row" class="number" data-value="\d">/g) ?? []).length, 3);
  assert.not.match(text, '<table class="versions"');
});

test("where no version is named, the page has all, and a version that is damaged is told", async () => {
  const html = page();
  const path = join(results, "net", "v002", "metrics.json");
  const before = readFileSync(path, "utf8");
  writeFileSync(path, "{");
  try {
    const { code, messages } = await called([], html);
    assert.is(code, 1);
    assert.match(messages.join("\n"), "metrics.json is missing or damaged");
  } finally {
    writeFileSync(path, before);
  }
  const text = readFileSync(html, "utf8");
  for (const name of ["found@1", "net@1", "net@2"]) assert.match(text, `data-value="${name}"`);
  assert.match(text, '<span class="status damaged">damaged</span>');
});

test("whatever text of a version is damaged, the page is made of the others, and the file at fault is named", async () => {
  const html = page();
  const version = join(results, "found", "v001");
  for (const [file, text, told] of [
    ["history.csv", '"unclosed', "cannot be read: it is no table with epoch, learning_rate"],
    ["history.csv", "", "is empty"],
    ["history.csv", "<<<<<<< a\n1\n=======\n2\n>>>>>>> b\n", "holds the conflict marks of a merge"],
    ["trials.csv", "a,b\n1,2\n", "cannot be read: it is no table with trial, status"],
    ["importance.csv", '"', "cannot be read"],
    ["experiment.yaml", "", "is empty"],
    ["experiment.yaml", "only words", "cannot be read: it is no YAML mapping"],
    ["experiment.yaml", "a: *nothing", "cannot be read: it is no YAML mapping"],
    ["experiment.yaml", "seed: 1", "is no experiment: it has no name"],
    ["metrics.json", "[1, 2]", "metrics.json"],
    ["metrics.json", '{ "epochs": 1, "test": 5 }', "is no metrics.json of run-exp"],
  ] as const) {
    const path = join(version, file);
    const before = existsSync(path) ? readFileSync(path) : undefined;
    writeFileSync(path, text);
    try {
      const { code, messages } = await called([], html);
      assert.is(code, 1);
      assert.match(messages[0]!, file);
      assert.match(messages[0]!, told);
      assert.not.match(messages[0]!, /\.csv.*\.csv/);
      const { code: why, message } = await refusal(["found@1"], page());
      assert.is(why, "version-damaged");
      assert.match(message, `found@1: ${file}`);
    } finally {
      if (before === undefined) rmSync(path);
      else writeFileSync(path, before);
    }
    assert.match(readFileSync(html, "utf8"), '<span class="status damaged">damaged</span>');
  }
});

test("a report that was changed since it was made is shown, and told", async () => {
  const path = join(results, "net", "v001", "report.md");
  const before = readFileSync(path, "utf8");
  const marked = `<<<<<<< a\n${before}=======\n>>>>>>> b\n`;
  writeFileSync(path, marked);
  const [printed, drawn] = [await called(["net@1"]), await called(["net@1"], page())];
  writeFileSync(path, before);
  assert.is(`${printed.text}\n`, marked);
  for (const { code, messages } of [printed, drawn]) {
    assert.is(code, 1);
    assert.ok(messages.includes("net@1: report.md was changed since it was made"));
  }
});

test("names and descriptions that are markup are text", async () => {
  const where = join(scratch(), "results");
  const own = content();
  const hostile = "</script><img src=x onerror=alert(1)>";
  await makeVersions(join(where, "small"), [
    { ...own, classes: [hostile, "green", "blue"], report: `# small\n\n${hostile}\n` },
  ]);
  const html = page();
  await called(["small@1"], html, where);
  assert.not.match(readFileSync(html, "utf8"), "<img");
});

test("a page that run-exp made is replaced, any other file is left alone", async () => {
  const html = page();
  await called(["net@1"], html);
  await called(["net@2"], html);
  assert.match(readFileSync(html, "utf8"), "net@2");
  writeFileSync(html, "<!doctype html><p>my own</p>");
  assert.match(
    (await refusal(["net@1"], html)).message,
    "is there already, and is no page that run-exp made",
  );
  assert.is(readFileSync(html, "utf8"), "<!doctype html><p>my own</p>");
});

test("a file that is no page is refused, and so is one that cannot be written", async () => {
  const version = await refusal([], "net@1");
  assert.match(version.message, "net@1 is no name of a page");
  assert.match(version.hint, "versions stand before --html");
  const folderThere = page();
  mkdirSync(folderThere);
  assert.match((await refusal(["net@1"], folderThere)).message, "a folder stands there");
  const fileThere = page();
  writeFileSync(fileThere, "");
  assert.match(
    (await refusal(["net@1"], join(fileThere, "a.html"))).message,
    "a file stands where a folder is needed",
  );
});

test("what names no version, or a damaged one, is told", async () => {
  assert.is((await refusal([])).code, "no-version");
  assert.match((await refusal(["net@7"], page())).message, "net has no version 7");
  assert.match((await refusal([], page(), join(folder, "nowhere"))).message, "holds no version yet");
  const path = join(results, "net", "v001", "report.md");
  const before = readFileSync(path, "utf8");
  rmSync(path);
  assert.match((await refusal(["net@1"])).message, "net@1: report.md is missing");
  assert.is((await refusal(["net@1"], page())).code, "version-damaged");
  writeFileSync(path, before);
});

test.run();
