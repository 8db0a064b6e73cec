import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withWorkplace } from "../../../src/data/named/workplace.ts";
import { inFolder } from "../fixtures.ts";

const test = suite("data/named/workplace");

const HOST = hostname().replaceAll(/[^A-Za-z0-9.]/g, "_");

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

function leave(parent: string, name: string, hoursAgo: number): string {
  const folder = join(parent, name);
  mkdirSync(join(folder, "cache"), { recursive: true });
  writeFileSync(join(folder, "cache/half"), "half of a file");
  const then = Date.now() / 1000 - hoursAgo * 3600;
  for (const path of ["cache/half", "cache", ""]) utimesSync(join(folder, path), then, then);
  return folder;
}

test("a workplace is a folder of one's own that goes away, whatever happens in it", async () => {
  await inFolder({}, async (parent) => {
    const cache = join(parent, "deep/cache");
    let seen = "";
    const result = await withWorkplace(cache, async (folder) => {
      seen = folder;
      writeFileSync(join(folder, "x"), "x");
      await withWorkplace(cache, async (other) => assert.is.not(other, folder));
      return 7;
    });
    assert.equal([result, existsSync(seen), readdirSync(cache)], [7, false, []]);
    try {
      await withWorkplace(cache, async () => {
        throw new Error("broken");
      });
      assert.unreachable();
    } catch (error) {
      assert.match((error as Error).message, "broken");
    }
    assert.equal(readdirSync(cache), []);
  });
});

test("what a killed process left is removed, and what a running one or another machine uses is not", async () => {
  await inFolder({}, async (parent) => {
    const dead = leave(parent, `.download-${HOST}-${deadPid()}-abcdef`, 0);
    const running = leave(parent, `.download-${HOST}-${process.pid}-abcdef`, 100);
    const elsewhere = leave(parent, ".download-elsewhere.example-1-abcdef", 23);
    const forgotten = leave(parent, ".download-elsewhere.example-2-abcdef", 25);
    const other = leave(parent, "fashionMnist.images", 1000);
    await withWorkplace(parent, async () => {});
    assert.equal([dead, running, elsewhere, forgotten, other].map(existsSync), [
      false,
      true,
      true,
      false,
      true,
    ]);
  });
});

test("a folder of another machine in which a file grows is left alone", async () => {
  await inFolder({}, async (parent) => {
    const folder = leave(parent, ".download-elsewhere.example-1-abcdef", 30);
    writeFileSync(join(folder, "cache/half"), "more of it");
    await withWorkplace(parent, async () => {});
    assert.ok(existsSync(folder));
  });
});

test.run();
