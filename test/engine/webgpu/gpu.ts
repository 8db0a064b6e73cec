import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import { packagesMissing } from "../../../src/engine/webgpu/dawn.ts";
import { scratch } from "../../scratch.ts";

/** Where Chromium's packages put SwiftShader, a Vulkan driver that computes on the processor. */
const DRIVERS = ["/usr/lib/chromium/vk_swiftshader_icd.json", "/usr/lib64/chromium/vk_swiftshader_icd.json"];

/** Says to a test file that it runs in the process that was started for it. */
const STARTED = "RUN_EXP_TEST_GPU";

/**
 * Runs a test file's `body` in a process that sees a Vulkan driver: SwiftShader, wherever it is, because it is the same
 * everywhere and slow enough to need tiny tests only. Where the packages or the driver are missing, the file says so.
 */
export async function withGpu(file: string, body: () => Promise<void>): Promise<void> {
  if (process.env[STARTED] !== undefined) return body();
  const missing = packagesMissing()?.detail;
  const driver = DRIVERS.find((path) => existsSync(path));
  if (missing !== undefined) skip(file, missing);
  else if (driver === undefined)
    skip(file, "there is no SwiftShader, which Debian's package chromium brings");
  else {
    const { status } = spawnSync(process.execPath, [file], { stdio: "inherit", env: environment(driver) });
    process.exitCode = status ?? 1;
  }
}

/** What makes Vulkan find this driver and its library, which have to be known when a process starts. */
export function environment(driver: string = DRIVERS.find((path) => existsSync(path))!): NodeJS.ProcessEnv {
  const described = JSON.parse(readFileSync(driver, "utf8")) as { ICD: { library_path: string } };
  described.ICD.library_path = join(dirname(driver), described.ICD.library_path);
  const file = join(scratch(), "driver.json");
  writeFileSync(file, JSON.stringify(described));
  const libraries = [dirname(driver), process.env.LD_LIBRARY_PATH].filter((folder) => folder !== undefined);
  return {
    ...process.env,
    ...{ [STARTED]: "1", VK_DRIVER_FILES: file, LD_LIBRARY_PATH: libraries.join(":") },
  };
}

function skip(file: string, reason: string): void {
  const test = suite(file);
  test("is skipped", () => console.log(`\nnote: skipped: ${reason}`));
  test.run();
}
