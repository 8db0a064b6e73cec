import { suite } from "uvu";
import { findAddon } from "../../../src/engine/tensorflow/addon.ts";

/** Runs a test file's `body` where TensorFlow can be loaded; elsewhere the file says what is missing. */
export async function withTensorflow(file: string, body: () => Promise<void>): Promise<void> {
  const addon = findAddon();
  if ("name" in addon) return body();
  const test = suite(file);
  test("is skipped", () => console.log(`\nnote: skipped: ${addon.detail}`));
  test.run();
}
