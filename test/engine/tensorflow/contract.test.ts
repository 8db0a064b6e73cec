import { suite } from "uvu";
import { contractOf } from "../../contract/engine-contract.ts";
import { withTensorflow } from "./loaded.ts";

/** The engine is held to what every engine is. */

await withTensorflow(import.meta.filename, async () => {
  const test = suite("engine/tensorflow/contract");
  contractOf(test, "tensorflow");
  test.run();
});
