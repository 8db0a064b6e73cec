import type { TensorInfo } from "@tensorflow/tfjs-core";
import { submit, type Uniform, type WebgpuBackend } from "./backend.ts";

/** So many numbers are computed by a group of threads. */
const GROUP = 64;

/** What a kernel's code is made of. */
export interface KernelText {
  /** The tensors by the names of their arrays in the code, in the order in which they are launched. */
  readonly tensors: readonly string[];
  /** Numbers by their names in the code, `s.name`. */
  readonly scalars: Readonly<Record<string, Uniform["type"]>>;
  /** WGSL, run once for each number of the tensors, whose position is `i`. */
  readonly body: string;
  /** WGSL functions that the body calls. */
  readonly functions?: string;
}

/** A kernel over tensors of one size, which it may write to in place. */
export class Kernel {
  readonly #backend: WebgpuBackend;
  readonly #pipeline: GPUComputePipeline;
  readonly #types: readonly (readonly [name: string, type: Uniform["type"]])[];

  constructor(backend: WebgpuBackend, text: KernelText) {
    this.#backend = backend;
    this.#types = Object.entries(text.scalars);
    const module = backend.device.createShaderModule({ code: codeOf(text) });
    this.#pipeline = backend.device.createComputePipeline({
      layout: "auto",
      compute: { module, entryPoint: "main" },
    });
  }

  /** Records a run over the tensors' first `count` numbers. No two of the tensors are views of the same one. */
  launch(tensors: readonly TensorInfo[], scalars: Readonly<Record<string, number>>, count: number): void {
    const backend = this.#backend;
    const uniforms = this.#types.map(([name, type]): Uniform => ({ type, data: [scalars[name]!] }));
    const resources = [
      ...tensors.map(({ dataId }) => bufferOf(backend, dataId)),
      backend.makeUniforms([{ type: "uint32", data: [count] }, ...uniforms]),
    ];
    const bindGroup = backend.device.createBindGroup({
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
    backend.ensureCommandEncoderReady();
    backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass();
    backend.computePassEncoder.setPipeline(this.#pipeline);
    backend.computePassEncoder.setBindGroup(0, bindGroup);
    const groups = Math.ceil(count / GROUP);
    const along = Math.min(groups, backend.device.limits.maxComputeWorkgroupsPerDimension);
    backend.computePassEncoder.dispatchWorkgroups(along, Math.ceil(groups / along));
  }

  /** Has all that is recorded computed. */
  submit(): void {
    submit(this.#backend);
  }
}

/** A tensor's buffer, which is about to be written to: what was read of it before holds no longer. */
function bufferOf(backend: WebgpuBackend, dataId: object): GPUBufferBinding {
  backend.uploadToGPU(dataId);
  const data = backend.tensorMap.get(dataId);
  data.values = null;
  backend.commandQueueOwnedIds.add(dataId); // or its memory is given away before the kernel has run
  return { buffer: data.resource! };
}

function codeOf({ tensors, scalars, body, functions = "" }: KernelText): string {
  const fields = Object.entries(scalars).map(
    ([name, type]) => `${name}: ${type === "uint32" ? "u32" : "f32"},`,
  );
  const arrays = tensors.map(
    (name, index) => `@group(0) @binding(${index}) var<storage, read_write> ${name}: array<f32>;`,
  );
  return `
    struct Scalars { count: u32, ${fields.join(" ")} }
    ${arrays.join("\n")}
    @group(0) @binding(${tensors.length}) var<uniform> s: Scalars;
    ${functions}
    @compute @workgroup_size(${GROUP})
    fn main(
      @builtin(workgroup_id) group: vec3<u32>,
      @builtin(num_workgroups) groups: vec3<u32>,
      @builtin(local_invocation_index) thread: u32,
    ) {
      let i = (group.y * groups.x + group.x) * ${GROUP}u + thread;
      if (i >= s.count) { return; }
      ${body}
    }`;
}
