import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../src/base/errors.ts";
import { keeping, whereMissing } from "../../src/store/failures.ts";

const test = suite("store/failures");

async function thrownBy(error: unknown): Promise<unknown> {
  return keeping("results", () => Promise.reject(error)).then(
    assert.unreachable,
    (thrown: unknown) => thrown,
  );
}

function systemError(code: string, path?: string): Error {
  return Object.assign(new Error(`${code}: as Node says it, open`), { code, path });
}

test("what a person can mend is told as a sentence, with its path and what to do", async () => {
  const codes = [
    "ENOSPC",
    "EDQUOT",
    "EFBIG",
    "EROFS",
    "EACCES",
    "EPERM",
    "ENOTDIR",
    "EEXIST",
    "ENAMETOOLONG",
    "EIO",
  ];
  for (const code of [...codes, "EMFILE", "ENFILE"]) {
    const thrown = await thrownBy(systemError(code, "results/a/checkpoint"));
    assert.instance(thrown, RunExpError);
    const { code: own, message, hint } = thrown as RunExpError;
    assert.is(own, "results-refused");
    assert.match(message, /^results\/a\/checkpoint: [a-z -]+$/);
    assert.ok(hint.length > 0);
    assert.not.match(`${message} ${hint}`, code);
  }
});

test("where the system names no path, the one that was worked on is named", async () => {
  assert.match(((await thrownBy(systemError("ENOSPC"))) as Error).message, /^results: the disk is full$/);
});

test("a bug goes on as it is, and so does what is told already", async () => {
  for (const error of [new TypeError("bug"), systemError("EINVAL"), new RunExpError("own", "told")]) {
    assert.is(await thrownBy(error), error);
  }
});

test("what is not there is passed over, and nothing else", () => {
  assert.is(whereMissing("instead")(systemError("ENOENT") as NodeJS.ErrnoException), "instead");
  assert.throws(() => whereMissing("instead")(systemError("EACCES") as NodeJS.ErrnoException), /EACCES/);
});

test.run();
