import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { cachedFile, cacheFolder, openNamed } from "../../src/data/cache.ts";
import { catalogue } from "../../src/data/catalogue.ts";
import { fashionMnistSet } from "../../src/data/named/fashion-mnist.ts";
import { encodeImageSet } from "../../src/data/named/image-set.ts";
import type { NamedSet } from "../../src/data/named/named-set.ts";
import type { OpenContext } from "../../src/data/source.ts";
import { contextIn, inFolder } from "./fixtures.ts";
import { smallSet } from "./image-sets.ts";

const test = suite("data/cache");

/** A named set that counts how often it is made. */
function smallNamed(
  make: NamedSet["make"] = async () => smallSet(),
): NamedSet & { readonly made: () => number } {
  let made = 0;
  return {
    name: "small",
    summary: "A small set",
    shape: [2, 2, 3],
    classes: ["a", "b", "c"],
    counts: [5, 3],
    make(context) {
      made += 1;
      return make(context);
    },
    made: () => made,
  };
}

const online = (folder: string, differing: Partial<OpenContext> = {}) =>
  contextIn(folder, { offline: false, ...differing });

async function failureOf(run: () => Promise<unknown>): Promise<RunExpError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof RunExpError) return error;
    throw error;
  }
  throw new Error("nothing failed");
}

test("a set is made once and read from the cache from then on", async () => {
  await inFolder({}, async (folder) => {
    const named = smallNamed();
    const first = await openNamed(named, online(folder));
    const again = await openNamed(named, contextIn(folder));
    assert.equal([named.made(), again.contentHash, again.counts], [1, first.contentHash, [5, 3]]);
    assert.equal(readdirSync(join(folder, "cache")), ["small.2.images"]);
  });
});

for (const [what, damage] of [
  ["a damaged body", (file: Buffer) => file.fill(0, file.length - 20)],
  ["a damaged header", (file: Buffer) => file.fill("9", 40, 41)],
  ["a damaged first line", (file: Buffer) => file.fill("x", 0, 3)],
  ["a file that is cut off", (file: Buffer) => file.subarray(0, -1)],
  ["an empty file", () => Buffer.alloc(0)],
] as const) {
  test(`${what} is noticed, told, and made anew`, async () => {
    await inFolder({}, async (folder) => {
      const named = smallNamed();
      const context = online(folder);
      const { contentHash } = await openNamed(named, context);
      const path = cachedFile(context.cache, named);
      const whole = readFileSync(path);
      writeFileSync(path, damage(Buffer.from(whole)));
      const offline = await failureOf(() => openNamed(named, contextIn(folder)));
      assert.is(offline.code, "offline");
      assert.match(offline.message, "small is damaged in the cache");
      assert.is((await openNamed(named, context)).contentHash, contentHash);
      assert.equal([named.made(), context.notices], [2, ["the cached small is damaged and is made anew"]]);
      assert.ok(readFileSync(path).equals(whole));
    });
  });
}

test("offline, a set that is not in the cache is an error that says where it would be", async () => {
  await inFolder({}, async (folder) => {
    const named = smallNamed();
    const error = await failureOf(() => openNamed(named, contextIn(folder)));
    assert.is(error.code, "offline");
    assert.match(error.message, "small is not in the cache");
    assert.ok(error.hint.includes(join(folder, "cache")));
    assert.is(named.made(), 0);
    assert.equal(readdirSync(folder), []);
  });
});

test("a set that cannot be made leaves nothing behind", async () => {
  await inFolder({}, async (folder) => {
    const named = smallNamed(async ({ folder: work }) => {
      writeFileSync(join(work, "half"), "half of a download");
      throw new RunExpError("download-failed", "the host is gone");
    });
    assert.is((await failureOf(() => openNamed(named, online(folder)))).code, "download-failed");
    assert.equal(readdirSync(join(folder, "cache")), []);
  });
});

test("two openings at once both end with the whole set", async () => {
  await inFolder({}, async (folder) => {
    let waiting = 0;
    let release = () => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    const named = smallNamed(async () => {
      if (++waiting === 2) release();
      await both;
      return smallSet();
    });
    const [a, b] = await Promise.all([openNamed(named, online(folder)), openNamed(named, online(folder))]);
    assert.equal([named.made(), a.contentHash === b.contentHash], [2, true]);
    assert.equal(readdirSync(join(folder, "cache")), ["small.2.images"]);
  });
});

const SOURCE = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);

/** A process that makes the small set in `cache` over and over, for as long as it is let. */
const MAKER = `
  import { openNamed } from ${SOURCE("../../src/data/cache.ts")};
  import { rmSync } from "node:fs";
  import { join } from "node:path";
  import { smallSet } from ${SOURCE("image-sets.ts")};
  const cache = process.argv[1];
  const named = {
    name: "small", summary: "", shape: [2, 2, 3], classes: ["a", "b", "c"], counts: [5, 3],
    make: async () => smallSet(60000, 3),
  };
  const context = { folder: cache, cache, offline: false, notify() {}, progress() {} };
  process.stdout.write("started");
  for (;;) {
    await openNamed(named, context);
    rmSync(join(cache, "small.2.images"), { force: true });
  }
`;

test("processes that are killed at any instant leave a whole file or none, and what they left is cleared away", async () => {
  await inFolder({}, async (folder) => {
    for (let delay = 0; delay < 5; delay++) {
      const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", MAKER, folder], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await new Promise((resolve) => child.stdout.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, 10 + 25 * delay));
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("close", resolve));
      const context = contextIn(folder, { cache: folder, offline: false });
      const file = await openNamed(
        smallNamed(async () => smallSet(60_000, 3)),
        context,
      );
      assert.equal([file.counts, context.notices], [[60_000, 3], []]);
      rmSync(cachedFile(folder, smallNamed()));
      await openNamed(smallNamed(), context);
      assert.equal(readdirSync(folder), ["small.2.images"]);
      rmSync(cachedFile(folder, smallNamed())); // or the next process may be killed before it has made its own
    }
  });
});

test("a cache folder that cannot be is an error that says so and how to take another", async () => {
  await inFolder({ file: "x" }, async (folder) => {
    for (const [cache, says] of [
      [join(folder, "file"), "is no folder"],
      [join(folder, "file/below"), "is no folder, or lies below a file"],
      [join(folder, "n".repeat(300)), "too long"],
    ] as const) {
      const error = await failureOf(() => openNamed(smallNamed(), online(folder, { cache })));
      assert.is(error.code, "cache-unusable");
      assert.ok(error.message.includes(cache) && error.message.includes(says), error.message);
      assert.match(error.hint, "RUN_EXP_CACHE");
    }
  });
});

test("a folder where the cached file should be is an error, and no endless making", async () => {
  await inFolder({}, async (folder) => {
    const context = online(folder);
    mkdirSync(cachedFile(context.cache, smallNamed()), { recursive: true });
    const error = await failureOf(() => openNamed(smallNamed(), context));
    assert.is(error.code, "cache-unusable");
    assert.match(error.message, "holds a folder where a file should be");
  });
});

test("what the file system refuses while a set is made is told before anything is downloaded", async () => {
  await inFolder({}, async (folder) => {
    const context = online(folder);
    mkdirSync(context.cache);
    chmodSync(context.cache, 0o500);
    const named = smallNamed();
    // Root may write everywhere.
    if (process.getuid?.() === 0) {
      assert.is((await openNamed(named, context)).counts[0], 5);
    } else {
      const error = await failureOf(() => openNamed(named, context));
      assert.equal([error.code, named.made()], ["cache-unusable", 0]);
    }
    chmodSync(context.cache, 0o700);
  });
});

test("a full disk is an error that says so", async () => {
  await inFolder({}, async (folder) => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const named = smallNamed(async () => {
      throw full;
    });
    const error = await failureOf(() => openNamed(named, online(folder)));
    assert.is(error.code, "cache-unusable");
    assert.match(error.message, "is on a disk that is full");
  });
});

test("a bug in the making of a set is not taken for the cache's fault", async () => {
  await inFolder({}, async (folder) => {
    const named = smallNamed(async () => {
      throw new TypeError("a bug");
    });
    try {
      await openNamed(named, online(folder));
      assert.unreachable();
    } catch (error) {
      assert.instance(error, TypeError);
    }
  });
});

test("the cache folder is $RUN_EXP_CACHE, else below the platform's own", () => {
  const { RUN_EXP_CACHE, XDG_CACHE_HOME } = process.env;
  try {
    process.env.RUN_EXP_CACHE = "/somewhere/else";
    assert.is(cacheFolder(), "/somewhere/else");
    process.env.RUN_EXP_CACHE = "";
    assert.match(cacheFolder(), /run-exp$/);
    if (process.platform === "linux") {
      process.env.XDG_CACHE_HOME = "/xdg";
      assert.is(cacheFolder(), join("/xdg", "run-exp"));
    }
  } finally {
    for (const [name, value] of Object.entries({ RUN_EXP_CACHE, XDG_CACHE_HOME })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test("the catalogue lists every set, and how large it is where it is in the cache", async () => {
  await inFolder({}, async (folder) => {
    const path = cachedFile(folder, fashionMnistSet);
    writeFileSync(path, encodeImageSet(smallSet()));
    const entries = await catalogue(folder);
    assert.equal(
      entries.map(({ name, cached }) => [name, cached !== undefined]),
      [
        ["fashionMnist", true],
        ["fashionMnistOfficial", false],
        ["mnist", false],
        ["cifar10", false],
      ],
    );
    assert.equal([entries[0]!.train, entries[0]!.test, entries[0]!.classes], [59_990, 10_000, 10]);
  });
});

test.run();
