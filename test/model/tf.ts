import type { Tf } from "../../src/model/layer.ts";

/** tfjs on its plain JavaScript backend, without its greeting. */
export async function cpuTf(): Promise<Tf> {
  const core = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  const layers = await import("@tensorflow/tfjs-layers");
  core.env().set("PROD", true);
  await core.setBackend("cpu");
  return { core, layers };
}
