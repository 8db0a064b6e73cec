import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";
import type { Arithmetic } from "../../../src/engine/wasm/modules.ts";

const FOLDER = fileURLToPath(new URL("../../../src/engine/wasm/assembly/", import.meta.url));
const ENTRY = "entry.ts";

/**
 * Compiles AssemblyScript that stands, so to speak, in the folder of the kernels, in one arithmetic, as they are
 * compiled: for functions that are no kernels and so not in the module that the engine loads.
 */
export async function assemble(source: string, arithmetic: Arithmetic): Promise<WebAssembly.Module> {
  const features = arithmetic === "fused" ? ["simd", "relaxed-simd"] : ["simd"];
  let binary: Uint8Array | undefined;
  const { error, stderr } = await main(
    [
      ENTRY,
      ...["--baseDir", FOLDER],
      ...["--outFile", "entry.wasm"],
      ...["--optimizeLevel", "3", "--noAssert", "--runtime", "stub"],
      ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
      ...["--enable", "threads", ...features.flatMap((feature) => ["--enable", feature])],
    ],
    {
      readFile: (name, folder) => (name === ENTRY ? source : textOf(`${folder}/${name}`)),
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") binary = contents;
      },
    },
  );
  if (error !== null || binary === undefined) throw new Error(stderr.toString());
  return WebAssembly.compile(binary);
}

/** The text of a file, or null where there is none, which is how the compiler looks for one. */
async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
