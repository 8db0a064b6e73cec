import { suite } from "uvu";
import { flawed } from "../../../src/engine/tensorflow/flawed.ts";
import { loadTensorflow } from "../../../src/engine/tensorflow/load.ts";
import { layersOf } from "../../contract/layer-steps.ts";
import { withTensorflow } from "./loaded.ts";

/** Every layer on TensorFlow. */

await withTensorflow(import.meta.filename, async () => {
  const test = suite("engine/tensorflow/layers");
  const tf = await loadTensorflow();
  layersOf(test, "tensorflow", 1e-5, (model) => flawed(model, tf).length > 0);
  test.run();
});
