import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "puppeteer-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { report } from "../../../../src/commands/report.ts";
import { openBrowser } from "../../../browser.ts";
import { onlooker } from "../../../commands/onlooker.ts";
import { project, runFile, searching } from "../../../runner/tiny.ts";

/** What a page does in a browser. Without one these tests are skipped. */
const test = suite("report/page/browser/page");

const browser = await openBrowser();
if (browser === undefined) {
  console.log("note: no Chromium here, so pages were not opened; CHROME_PATH names one");
  test("is skipped", () => {});
} else {
  test.after(() => browser.close());
}

/** A part of a test, which is left out without a browser. */
function inBrowser(name: string, run: () => Promise<void>): void {
  if (browser !== undefined) test(name, run);
}

const HOSTILE = "</script><script>document.title = 'taken'</script><img src=x onerror=alert(1)>";

const { folder, write } = project();
const results = join(folder, "results");
await runFile(write("net", { epochs: "  epochs: 3", callbacks: "  callbacks: []" }), results);
await runFile(write("net", { epochs: "  epochs: 5", callbacks: "  callbacks: []" }), results);
await runFile(write("evil", { description: `description: "${HOSTILE}"`, epochs: "  epochs: 2" }), results);
await runFile(write("found", searching({ tuner: "  tuner: { random: { trials: 6 } }" })), results);
/** What estimates a number, by a loss. */
const estimating = (loss: string): Readonly<Record<string, string>> => ({
  source: "  source: { csv: { path: ../data/table.csv, target: c, targetKind: number, columns: [a, b] } }",
  split: "  split: { validation: 0.2, test: 0.2 }",
  layers: "    - dense: { units: 1 }",
  loss: `  loss: ${loss}`,
  metrics: "  metrics: [meanAbsoluteError]",
});
const estimates = join(folder, "estimates");
await runFile(write("squares", estimating("meanSquaredError")), estimates);
await runFile(write("bounded", estimating("huber")), estimates);
const pages = {
  alone: await made("alone.html", ["found@1"]),
  evil: await made("evil.html", ["evil@1"]),
  compared: await made("compared.html", ["net@1", "net@2", "evil@1"]),
  losses: await made("losses.html", ["squares", "bounded"], estimates),
  gallery: await made("gallery.html", []),
};

async function made(name: string, references: readonly string[], among = results): Promise<string> {
  const html = join(folder, name);
  assert.is(await report(references, { results: among, html }, onlooker()), 0);
  return pathToFileURL(html).href;
}

interface Opened {
  readonly page: Page;
  /** What the page wrote to its console, what it asked for, what went wrong. */
  readonly complaints: string[];
}

async function opened(address: string, { width = 1200, scheme = "light", hash = "" } = {}): Promise<Opened> {
  const page = await browser!.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${(error as Error).message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address + hash, { waitUntil: "load" });
  return { page, complaints };
}

/** Opens a page, does something there, and closes it; whatever it complains of fails the test. */
async function onPage(
  address: string,
  run: (page: Page) => Promise<void>,
  options: Parameters<typeof opened>[1] = {},
): Promise<void> {
  const { page, complaints } = await opened(address, options);
  await run(page);
  assert.equal(complaints, []);
  await page.close();
}

function texts(page: Page, selector: string): Promise<string[]> {
  return page.$$eval(selector, (found) => found.map((element) => element.textContent?.trim() ?? ""));
}

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
  }
  assert.unreachable(`Tab never reaches ${selector}`);
}

inBrowser("the plots of a report are drawn", async () => {
  await onPage(pages.alone, async (page) => {
    assert.equal(await texts(page, "h1"), ["Report found@1"]);
    const places = (await page.$$("article [data-plot]")).length;
    assert.ok(places > 0);
    await page.waitForFunction(
      (count) => document.querySelectorAll("article [data-plot] svg path").length > 4 * count,
      { timeout: 3000 },
      places,
    );
    const labels = await page.$$eval("article [data-plot]", (boxes) =>
      boxes.map((box) => `${box.getAttribute("role")}: ${box.getAttribute("aria-label")}`),
    );
    for (const label of labels) assert.match(label, /^img: \w{3}/);
  });
});

inBrowser("markup in a description is text", async () => {
  await onPage(pages.evil, async (page) => {
    assert.is(await page.title(), "evil@1");
    assert.match(await page.$eval("article .body p", (element) => element.textContent ?? ""), "</script>");
    assert.is(await page.$("article img"), null);
  });
});

inBrowser("a column is sorted by its button, which the keyboard reaches, and says so", async () => {
  await onPage(pages.alone, async (page) => {
    await tabTo(page, "table.trials th:first-child button");
    await page.keyboard.press("Enter");
    assert.equal(
      await texts(page, "table.trials tbody th"),
      sortedTexts(await texts(page, "table.trials tbody th")),
    );
    const sort = () =>
      page.$eval("table.trials th:first-child", (heading) => heading.getAttribute("aria-sort"));
    assert.is(await sort(), "ascending");
    await page.keyboard.press("Space");
    assert.is(await sort(), "descending");
    assert.match((await texts(page, "table.trials tbody th"))[0]!, /^6/);
    assert.is((await page.$$("table.trials th[aria-sort]")).length, 1);
  });
});

function sortedTexts(shown: readonly string[]): string[] {
  return [...shown].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

inBrowser("versions are filtered and chosen by the keyboard alone, and then compared", async () => {
  await onPage(pages.gallery, async (page) => {
    const rows = "table.versions tr[data-version]:not([hidden])";
    assert.is((await page.$$(rows)).length, 4);
    await tabTo(page, "#filter");
    await page.keyboard.type("net");
    assert.is((await page.$$(rows)).length, 2);
    assert.is(await page.$eval("#shown", (element) => element.textContent), "2 of 4 versions");
    assert.is(await page.$("#compared table"), null);
    await tabTo(page, `${rows}:nth-child(2) input`);
    await page.keyboard.press("Space");
    await tabTo(page, `${rows}:nth-child(3) input`);
    await page.keyboard.press("Space");
    assert.equal(await texts(page, "#compared thead th"), ["net@1", "net@2"]);
    assert.match((await texts(page, "#compared tbody tr")).join("\n"), /train\.epochs35/);
    await page.waitForSelector("#compared .canvas svg", { timeout: 3000 });
    await tabTo(page, "#clear");
    await page.keyboard.press("Enter");
    assert.is(await page.$("#compared table"), null);
  });
});

inBrowser("experiments are taken apart and put together again, and the filter holds", async () => {
  await onPage(pages.gallery, async (page) => {
    const shown = () =>
      page.$$eval("table.versions tr[data-version]", (rows) =>
        rows
          .filter((row) => (row as HTMLElement).checkVisibility())
          .map((row) => row.querySelector("th")!.textContent),
      );
    await page.type("#filter", "net");
    await page.click("#grouped");
    assert.equal(await shown(), ["net@1", "net@2"]);
    await page.click("table.versions th:nth-child(2) button");
    await page.click("table.versions th:nth-child(2) button");
    assert.equal(await shown(), ["net@2", "net@1"]);
    await page.click("#grouped");
    assert.equal(await shown(), ["net@1", "net@2"]);
  });
});

inBrowser("versions that are named are compared from the beginning", async () => {
  await onPage(pages.compared, async (page) => {
    assert.equal(await texts(page, "#compared thead th"), ["net@1", "net@2", "evil@1"]);
    assert.equal(await texts(page, "article:not([hidden]) h2"), []);
  });
});

inBrowser("losses of different kinds are neither drawn together nor set against each other", async () => {
  await onPage(pages.losses, async (page) => {
    await page.waitForSelector("#compared .canvas svg");
    const drawn = await page.$eval("#compared .canvas", (canvas) => canvas.textContent);
    assert.match(drawn, "val_mean_absolute_error");
    assert.not.match(drawn, /loss/);
    const told = await page.$$eval("table.compared tbody tr", (rows) =>
      rows
        .filter((row) => ["loss", "mean_absolute_error"].includes(row.querySelector("th")!.textContent))
        .map((row) => [row.querySelector("th")!.textContent, row.querySelectorAll("b, small").length]),
    );
    assert.equal(
      new Map(told as [string, number][]),
      new Map([
        ["mean_absolute_error", 2],
        ["loss", 0],
      ]),
    );
  });
});

inBrowser("a version's name opens its report, and its plots, and no other", async () => {
  await onPage(pages.gallery, async (page) => {
    for (const [name, index] of [
      ["found@1", 1],
      ["net@2", 3],
    ] as const) {
      await page.click(`table.versions a[href="#v${index}"]`);
      await page.waitForSelector(`#v${index} .canvas svg`, { timeout: 3000 });
      assert.equal(await page.$$eval("article:not([hidden])", (found) => found.map(({ id }) => id)), [
        `v${index}`,
      ]);
      assert.match((await texts(page, `#v${index} h2`))[0]!, name);
    }
  });
});

inBrowser("the values at the pointer are told beside it", async () => {
  await onPage(pages.alone, async (page) => {
    const box = await page.waitForSelector(".canvas svg", { timeout: 3000 });
    await box!.scrollIntoView();
    const { x, y, width, height } = (await box!.boundingBox())!;
    await page.mouse.move(x + width / 6, y + height / 2);
    await page.mouse.move(x + width / 5, y + height / 2);
    await page.waitForSelector(".tooltip:not([hidden])", { timeout: 3000 });
    assert.match((await texts(page, ".tooltip"))[0]!, /^epoch\dtraining[\d.]+validation[\d.]+$/);
  });
});

inBrowser("what scrolls in its own box can be scrolled by the keyboard", async () => {
  await onPage(
    pages.gallery,
    async (page) => {
      await tabTo(page, ".scroll:has(table.versions)");
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() => document.activeElement!.scrollLeft > 0, { timeout: 3000 });
    },
    { width: 400 },
  );
});

inBrowser("nothing is wider than a telephone", async () => {
  for (const [address, hash] of [
    [pages.alone, ""],
    [pages.compared, "#v0"],
    [pages.gallery, "#v1"],
  ] as const) {
    await onPage(
      address,
      async (page) => {
        await page.waitForSelector(".canvas svg", { timeout: 3000 });
        const { scroll, client } = await page.evaluate(() => ({
          scroll: document.documentElement.scrollWidth,
          client: document.documentElement.clientWidth,
        }));
        assert.is(scroll, client);
      },
      { width: 400, hash },
    );
  }
});

inBrowser("text stands out by 4.5 to 1 at least, in light and in dark", async () => {
  for (const scheme of ["light", "dark"]) {
    await onPage(
      pages.compared,
      async (page) => {
        await page.waitForSelector("#v0 .canvas svg", { timeout: 3000 });
        const faint = await page.evaluate(faintTexts);
        assert.equal(faint, [], scheme);
      },
      { scheme, hash: "#v0" },
    );
  }
});

/** The texts whose contrast with what is behind them is too low (WCAG 2.2, 1.4.3), with their contrast. */
function faintTexts(): string[] {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const channels = (colour: string): number[] => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour: number[]) => {
    const [red, green, blue] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const behind = (element: Element | null): number[] => {
    if (element === null) return [255, 255, 255];
    const own = channels(getComputedStyle(element).backgroundColor);
    return own[3] === 255 ? own : behind(element.parentElement);
  };
  return [...document.querySelectorAll("body *")].flatMap((element) => {
    const text = [...element.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent!.trim() !== "",
    );
    // White on the cells of a matrix is the plot's own affair.
    const elsewhere = element.closest("script, style, [aria-label^='Confusion'] .role-mark") !== null;
    if (!text || !(element as HTMLElement).checkVisibility() || elsewhere) return [];
    const style = getComputedStyle(element);
    const front = luminance(channels(element instanceof SVGElement ? style.fill : style.color));
    const [low, high] = [front, luminance(behind(element))].sort((a, b) => a - b) as [number, number];
    const contrast = (high + 0.05) / (low + 0.05);
    return contrast < 4.5 ? [`${element.tagName} ${element.textContent} ${contrast.toFixed(2)}`] : [];
  });
}

test.run();
