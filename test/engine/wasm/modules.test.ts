import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { KERNELS } from "../../../src/engine/wasm/kernels.ts";
import { loadKernels } from "../../../src/engine/wasm/modules.ts";
import { ARITHMETICS, machineOf } from "./machine.ts";

const test = suite("engine/wasm/modules");

/** What threads meet by, and the probe. */
const OTHER_EXPORTS = [
  "arrive",
  "awaitOrder",
  "awaitOthers",
  "fail",
  "fuses",
  "gemmScratch",
  "memory",
  "order",
];

/** Sections of a WebAssembly module, by their number in the format. */
const START_SECTION = 8;
const DATA_SECTION = 11;

function moduleBytes(arithmetic: string): Uint8Array {
  return readFileSync(`dist/kernels/${arithmetic}.wasm`);
}

/** The numbers of a module's sections. */
function sectionsOf(bytes: Uint8Array): number[] {
  const sections: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    sections.push(bytes[at++]!);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      size += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return sections;
}

for (const arithmetic of ARITHMETICS) {
  test(`${arithmetic}: the module exports the kernels and what threads meet by`, () => {
    const { exports } = machineOf(arithmetic);
    assert.equal(Object.keys(exports).sort(), [...Object.keys(KERNELS), ...OTHER_EXPORTS].sort());
  });

  test(`${arithmetic}: the module has no data of its own, which would lie where the heap is`, () => {
    const sections = sectionsOf(moduleBytes(arithmetic));
    assert.ok(sections.length > 4);
    assert.not.ok(sections.includes(DATA_SECTION));
    assert.not.ok(sections.includes(START_SECTION));
  });
}

test("another build of the same source gives the same bytes", () => {
  const folder = mkdtempSync(join(tmpdir(), "run-exp-kernels-"));
  try {
    const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
    const file = join(folder, "again.wasm");
    execFileSync(process.execPath, [compiler, "--target", "fused", "--outFile", file]);
    const same = Buffer.compare(readFileSync(file), moduleBytes("fused")) === 0;
    assert.ok(same, "npm run build:kernels makes other bytes than are in dist");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the best arithmetic is the one that the machine's instruction has", async () => {
  const { arithmetic } = await loadKernels();
  assert.is(machineOf("strict").exports.fuses(), 0);
  assert.is(arithmetic === "fused", machineOf("fused").exports.fuses() === 1);
});

test.run();
