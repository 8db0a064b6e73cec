import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { StandIn } from "../engine/tensorflow/stand-in.ts";

/** What installs TensorFlow's native part, with stand-ins for TensorFlow, the compiler and npm. */

const test = suite("commands/install");

const PACKAGE = "@tensorflow/tfjs-node-gpu";

/** A compiler that notes its arguments and writes what it is asked for. */
const COMPILER = `echo "$@" > "${"$"}{0}.args"
while [ "$1" != -o ]; do shift; done
echo built > "$2"`;

/** A place with a package without its native part, and a TensorFlow in its folder \`tf\`. */
function place(): StandIn {
  const stand = new StandIn();
  for (const file of ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]) stand.write(`tf/${file}`, "");
  stand.write("tf/include/tensorflow/c/eager/c_api.h", "");
  return stand;
}

function install(stand: StandIn, compiler: string) {
  return stand.start(["src/cli.ts", "doctor", "--install", "tensorflow", "--from", "tf"], { CXX: compiler });
}

const native = (stand: StandIn): string => join(stand.folder, "node_modules", PACKAGE, "lib/napi-v8");

test("says first what it does, and compiles against the TensorFlow that is given", () => {
  const stand = place();
  stand.package(PACKAGE, "throw new Error('it is a stand-in')", false);
  const compiler = stand.program("compiler", COMPILER);
  const { stderr, status } = install(stand, compiler);
  const [title, first, second] = stderr.split("\n");
  assert.is(title, "run-exp doctor --install tensorflow");
  assert.match(
    first!,
    /1\. compiles the native part of @tensorflow\/tfjs-node-gpu, against .*\/tf, which has to stay/,
  );
  assert.match(second!, "2. trains three steps on it");
  const args = readFileSync(`${compiler}.args`, "utf8");
  assert.match(
    args,
    `-L${join(stand.folder, "tf")} -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2`,
  );
  assert.match(args, "-DNAPI_VERSION=8");
  assert.match(stderr, /it was built and does not train: .*it is a stand-in/);
  assert.is(status, 1);
});

test("a native part that does not train goes again, and what was there comes back", () => {
  const stand = place();
  stand.package(PACKAGE, "throw new Error('it is a stand-in')", false);
  const compiler = stand.program("compiler", COMPILER);
  assert.is(install(stand, compiler).status, 1);
  assert.equal(readdirSync(native(stand)), []);
  stand.put(PACKAGE, "lib/napi-v8/tfjs_binding.node", "before");
  assert.is(install(stand, compiler).status, 1);
  assert.equal(readdirSync(native(stand)), ["tfjs_binding.node"]);
  assert.is(readFileSync(join(native(stand), "tfjs_binding.node"), "utf8"), "before");
});

test("a process that a native part ends is told by how it ended, without TensorFlow's greeting", () => {
  const stand = place();
  const greeting = "I0000 00:00:1 port.cc:153] oneDNN custom operations are on.";
  stand.package(
    PACKAGE,
    `console.error("${greeting}"); process.kill(process.pid, "SIGSEGV"); while (true);`,
    false,
  );
  const { stderr, status } = install(stand, stand.program("compiler", COMPILER));
  assert.match(stderr, /training on it ended with SIGSEGV\n/);
  assert.not.match(stderr, "oneDNN");
  assert.is(status, 1);
});

test("a package of another version, or half written, is installed anew", () => {
  for (const spoil of [
    (stand: StandIn) => stand.package(PACKAGE, "", true, "4.20.0"),
    (stand: StandIn) => stand.put(PACKAGE, "package.json", '{ "version": '),
    (stand: StandIn) => stand.put(PACKAGE, "README.md", ""),
  ]) {
    const stand = place();
    spoil(stand);
    const npm = stand.program("npm", `echo "$@" > "$0.args"; exit 1`);
    const { stderr, status } = install(stand, "no-compiler");
    assert.match(stderr, `1. installs ${PACKAGE} into`);
    assert.match(readFileSync(`${npm}.args`, "utf8"), `${PACKAGE}@4.22.0`);
    assert.is(status, 1);
  }
});

test("what was there stays where the compiler fails, and its words are seen", () => {
  const stand = place();
  stand.package(PACKAGE, "", true);
  const { stderr, status } = install(stand, stand.program("compiler", "echo no such header >&2; exit 3"));
  assert.match(stderr, "no such header");
  assert.match(stderr, /compiler ended with exit code 3\n {2}what it said stands above/);
  assert.equal(readdirSync(native(stand)), ["tfjs_binding.node"]);
  assert.is(status, 1);
});

test("a compiler that is not there is said", () => {
  const stand = place();
  stand.package(PACKAGE, "", false);
  const { stderr, status } = install(stand, "no-compiler");
  assert.match(
    stderr,
    /no-compiler cannot be run: it is not there\n {2}install a compiler .* or name one in CXX/,
  );
  assert.is(status, 1);
});

test("a package that is missing is installed, without its script and beside other optional ones", () => {
  const stand = place();
  stand.package("webgpu", "", false, "0.6.2");
  const npm = stand.program("npm", `echo "$@" > "$0.args"; exit 1`);
  const { stderr, status } = install(stand, "no-compiler");
  assert.match(stderr, new RegExp(`1\\. installs ${PACKAGE} into ${join(stand.folder, "node_modules")}`));
  const args = readFileSync(`${npm}.args`, "utf8");
  assert.match(args, /^install --no-save webgpu@0\.6\.2 @tensorflow\/tfjs-node-gpu@4\.22\.0/);
  assert.match(args, "--ignore-scripts");
  assert.match(stderr, "npm ended with exit code 1");
  assert.is(status, 1);
});

test("without a TensorFlow nothing is done", () => {
  const stand = new StandIn();
  stand.package(PACKAGE, "", false);
  const { stderr, status } = install(stand, "no-compiler");
  assert.match(stderr, "no TensorFlow to build against: tf does not exist");
  assert.not.ok(existsSync(native(stand)));
  assert.is(status, 2);
});

test("--from without --install is refused", () => {
  const { stderr, status } = new StandIn().start(["src/cli.ts", "doctor", "--from", "tf"]);
  assert.match(stderr, "--from says what --install takes");
  assert.is(status, 2);
});

test.run();
