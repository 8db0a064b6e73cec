import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { discardWorkspace, Workspace, wasCutOff } from "../../src/store/workspace.ts";
import { refusing, withFault } from "../faults.ts";
import { filesBelow, scratch } from "../scratch.ts";

const test = suite("store/workspace");

const IDENTITY = "0123456789abcdef0123456789abcdef";

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing was thrown",
    (error: unknown) => (error instanceof RunExpError ? error.code : `a bug: ${error}`),
  );
}

/** Keeps the lock no longer than the test needs it. */
async function within<Result>(
  folder: string,
  use: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  using workspace = await Workspace.open(folder, IDENTITY);
  return await use(workspace);
}

test("what was saved is found again by the same run, and by no other", async () => {
  const folder = join(scratch(), "experiment");
  await within(folder, (workspace) => workspace.save("checkpoint.bin", Uint8Array.of(1, 2)));
  assert.ok(await wasCutOff(folder, IDENTITY));
  await within(folder, async (workspace) => {
    assert.equal([...(await workspace.saved("checkpoint.bin"))!], [1, 2]);
    assert.is(await workspace.saved("other"), undefined);
    await workspace.remove("checkpoint.bin");
    await workspace.remove("checkpoint.bin");
    assert.is(await workspace.saved("checkpoint.bin"), undefined);
  });
  assert.not.ok(await wasCutOff(folder, IDENTITY.replaceAll("0", "f")));
});

test("finished files become the next version, whole, and nothing else stays", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "v007"));
  const number = await within(folder, async (workspace) => {
    await workspace.save("checkpoint.bin", Uint8Array.of(1));
    return workspace.finish(
      new Map<string, string | Uint8Array>([
        ["report.md", "text\n"],
        ["a/b/c.bin", Uint8Array.of(1, 2)],
      ]),
    );
  });
  assert.is(number, 8);
  assert.equal([...filesBelow(folder).keys()], [".lock", "v008/a/b/c.bin", "v008/report.md"]);
  assert.not.ok(await wasCutOff(folder, IDENTITY));
});

test("while one process makes a version of an experiment, another is told so", async () => {
  const folder = scratch();
  await within(folder, async () => {
    assert.is(await codeOf(Workspace.open(folder, "another identity")), "experiment-busy");
    await discardWorkspace(folder, IDENTITY);
    assert.ok(await wasCutOff(folder, IDENTITY), "a workspace that is in use was thrown away");
  });
  await within(folder, async () => {});
});

test("what a process left that was killed after its version was made is thrown away", async () => {
  const folder = scratch();
  await within(folder, (workspace) => workspace.save("checkpoint.bin", Uint8Array.of(1)));
  await discardWorkspace(folder, IDENTITY);
  assert.equal(readdirSync(folder), [".lock"]);
  await discardWorkspace(join(folder, "missing"), IDENTITY);
});

test("half-written files of a killed process are swept away when the run goes on", async () => {
  const folder = scratch();
  await within(folder, async (workspace) => {
    writeFileSync(workspace.file(".5ff6f4a2-64cd-4b1c-9f0e-7f9a3a1f3a10.tmp"), "half");
  });
  await within(folder, async (workspace) => assert.equal(readdirSync(workspace.file("")), []));
});

test("where a file stands in the way, that is told", async () => {
  const results = join(scratch(), "results");
  writeFileSync(results, "a file");
  assert.is(await codeOf(Workspace.open(results, IDENTITY)), "results-refused");
  assert.is(await codeOf(Workspace.open(join(results, "experiment"), IDENTITY)), "results-refused");
});

test("a name that is too long for the disk is told", async () => {
  assert.is(await codeOf(Workspace.open(join(scratch(), "x".repeat(300)), IDENTITY)), "results-refused");
});

test("on a full disk the last checkpoint stays as it was, and nothing half-written beside it", async () => {
  for (const call of ["open", "write", "sync", "rename"]) {
    const folder = scratch();
    await within(folder, async (workspace) => {
      await workspace.save("checkpoint.bin", Uint8Array.of(1));
      const full = refusing("ENOSPC", /./);
      const fault = (change: Parameters<typeof full>[0]) => (change.call === call ? full(change) : "pass");
      const saving = withFault(fault, () => workspace.save("checkpoint.bin", Uint8Array.of(2)));
      assert.is(await codeOf(saving), "results-refused", call);
      assert.equal([...(await workspace.saved("checkpoint.bin"))!], [1], call);
      assert.equal(readdirSync(workspace.file("")), ["checkpoint.bin"], call);
    });
  }
});

test("on a full disk no version is made, and what was saved stays", async () => {
  const folder = scratch();
  await within(folder, async (workspace) => {
    await workspace.save("checkpoint.bin", Uint8Array.of(1));
    const files = new Map([
      ["a.txt", "1"],
      ["b.txt", "2"],
    ]);
    const full = withFault(refusing("ENOSPC", /b\.txt/), () => workspace.finish(files));
    assert.is(await codeOf(full), "results-refused");
    assert.not.ok(existsSync(join(folder, "v001")));
    assert.is(await workspace.finish(files), 1);
  });
  assert.equal([...filesBelow(folder).keys()], [".lock", "v001/a.txt", "v001/b.txt"]);
});

test.run();
