import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import { type DownloadOptions, download, Unreachable } from "../../../src/data/named/download.ts";
import { deadAddress, md5, withServer } from "../servers.ts";

const test = suite("data/named/download");

const FILE = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, at) => (at * 7) % 251));

interface Outcome {
  readonly file?: Buffer;
  readonly reason?: string;
  readonly progress: readonly (readonly [what: string, done: number, total: number])[];
  readonly asked: readonly string[];
}

/** What becomes of a download of `/set/file.gz` from a host that answers so. */
function outcome(
  answer: (response: ServerResponse, path: string, base: string) => void,
  options: Partial<DownloadOptions> = {},
): Promise<Outcome> {
  return withServer(
    (request, response, base) => answer(response, request.url!, base),
    async ({ base, asked }) => {
      const progress: [string, number, number][] = [];
      const note = (...told: [string, number, number]) => progress.push(told);
      try {
        const remote = { url: `${base}/set/file.gz`, md5: md5(FILE) };
        return { file: await download(remote, { progress: note, ...options }), progress, asked };
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        return { reason: error.message.replace(new URL(base).host, "HOST"), progress, asked };
      }
    },
  );
}

test("a file is fetched whole, and how far it is told", async () => {
  const { file, progress } = await outcome((response) => {
    response.setHeader("content-length", FILE.length);
    response.end(FILE);
  });
  assert.ok(file!.equals(FILE));
  assert.equal(progress.at(-1), ["file.gz", FILE.length, FILE.length]);
  assert.ok(progress.every(([, done], at) => at === 0 || done > progress[at - 1]![1]));
});

test("a host that does not say how much it sends is listened to", async () => {
  const { file, progress } = await outcome((response) => {
    response.write(FILE.subarray(0, 1000));
    response.end(FILE.subarray(1000));
  });
  assert.ok(file!.equals(FILE));
  assert.equal(progress.at(-1), ["file.gz", FILE.length, 0]);
});

test("redirections are followed, to another host too, but not for ever", async () => {
  const moved = await outcome((response, path, base) => {
    if (path === "/elsewhere/file.gz") response.end(FILE);
    else
      response
        .writeHead(302, { location: `${base.replace("127.0.0.1", "localhost")}/elsewhere/file.gz` })
        .end();
  });
  assert.ok(moved.file!.equals(FILE));
  const circle = await outcome((response, path) => response.writeHead(301, { location: path }).end());
  assert.is(circle.reason, "HOST answers 301 for file.gz");
  assert.is(circle.asked.length, 6);
});

test("a file that the host declares as compressed is taken as it is sent", async () => {
  const packed = gzipSync(FILE);
  await withServer(
    (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(packed),
    async ({ base }) => {
      const file = await download({ url: `${base}/f.gz`, md5: md5(packed) }, { progress: () => {} });
      assert.ok(file.equals(packed));
    },
  );
});

test("a host that does not have the file, or is in trouble, is left with its answer as the reason", async () => {
  for (const status of [403, 404, 500, 503]) {
    const { reason } = await outcome((response) => response.writeHead(status).end("<html>sorry</html>"));
    assert.is(reason, `HOST answers ${status} for file.gz`);
  }
});

test("a page that a proxy sends in the place of the file is not taken for it", async () => {
  const { reason } = await outcome((response) => response.end("<html>Please sign in</html>"));
  assert.is(reason, "HOST sends something else as file.gz");
});

test("a file with one byte changed is not taken", async () => {
  const changed = Buffer.from(FILE);
  changed[99]! ^= 1;
  assert.is(
    (await outcome((response) => response.end(changed))).reason,
    "HOST sends something else as file.gz",
  );
});

test("a transfer that is cut off is left", async () => {
  const { reason } = await outcome((response) => {
    response.setHeader("content-length", FILE.length);
    response.write(FILE.subarray(0, 5000), () => response.destroy());
  });
  assert.is(reason, "HOST breaks off in the middle of file.gz");
});

test("a transfer that stalls is left after a while", async () => {
  const { reason } = await outcome((response) => response.write(FILE.subarray(0, 5000)), { patience: 300 });
  assert.is(reason, "HOST breaks off in the middle of file.gz");
});

test("a host that takes the call and says nothing is left after a while", async () => {
  assert.is((await outcome(() => {}, { patience: 300 })).reason, "HOST does not answer");
});

test("a slow transfer is not left as long as something arrives", async () => {
  const pieces = 6;
  const { file } = await outcome(
    (response) => {
      const size = Math.ceil(FILE.length / pieces);
      for (let piece = 0; piece < pieces; piece++) {
        setTimeout(() => {
          response.write(FILE.subarray(piece * size, (piece + 1) * size));
          if (piece === pieces - 1) response.end();
        }, 300 * piece);
      }
    },
    { patience: 1200 },
  );
  assert.ok(file!.equals(FILE));
});

test("a host where nothing listens, or that has no address, cannot be reached", async () => {
  for (const base of [await deadAddress(), "http://nowhere.invalid"]) {
    try {
      await download({ url: `${base}/file.gz`, md5: "" }, { progress: () => {} });
      assert.unreachable();
    } catch (error) {
      assert.instance(error, Unreachable);
      assert.is((error as Error).message, `${new URL(base).host} cannot be reached`);
    }
  }
});

test("a proxy that the environment names is asked", async () => {
  await withServer(
    (request, response) => response.end(request.url === "http://data.invalid/file.gz" ? FILE : "no"),
    async ({ base }) => {
      process.env.HTTP_PROXY = base;
      try {
        const file = await download(
          { url: "http://data.invalid/file.gz", md5: md5(FILE) },
          { progress: () => {} },
        );
        assert.ok(file.equals(FILE));
      } finally {
        delete process.env.HTTP_PROXY;
      }
    },
  );
});

test("a download ends at once when its signal says so", async () => {
  for (const early of [true, false]) {
    const controller = new AbortController();
    if (early) controller.abort();
    try {
      await outcome(
        (response) => {
          response.write(FILE.subarray(0, 5000));
          controller.abort();
        },
        { signal: controller.signal },
      );
      assert.unreachable();
    } catch (error) {
      assert.instance(error, RunExpError);
      assert.is((error as RunExpError).code, "interrupted");
    }
  }
});

test("nothing keeps the process alive once a download has ended", async () => {
  const before = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  await outcome((response) => response.writeHead(404).end());
  await outcome((response) => response.end(FILE));
  const after = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  assert.ok(after <= before, `${after} timers, ${before} before`);
});

test.run();
