import type * as tfCore from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** The part of tfjs's engine that starts and ends the record of what is to be differentiated. */
interface Recorder {
  startTape(): void;
  endTape(): void;
}

/**
 * A forward pass that is differentiated later. tfjs's own `variableGrads` does both in one breath, and a loss that is
 * computed here must hear the predictions in between, which a GPU gives up only to those who wait.
 */
export class Tape implements Disposable {
  readonly #core: typeof tfCore;
  #nodes: ReturnType<typeof tfCore.engine>["state"]["activeTape"] = [];

  constructor(core: typeof tfCore) {
    this.#core = core;
  }

  /** What `compute` gives, which stays until it is disposed of; all else that it makes is freed. */
  record(compute: () => Tensor): Tensor {
    const engine = this.#core.engine();
    const recorder = engine as unknown as Recorder;
    recorder.startTape();
    try {
      return this.#core.tidy(compute);
    } finally {
      recorder.endTape();
      this.#nodes = engine.state.activeTape;
    }
  }

  /**
   * From the gradient by `output`, which was recorded, that by each of `xs`; undefined for one that it does not depend
   * on. Frees `gradient` and all that the record has kept.
   */
  gradients(output: Tensor, gradient: Tensor, xs: readonly Tensor[]): (Tensor | undefined)[] {
    const engine = this.#core.engine();
    const replay = (): Tensor => {
      engine.state.activeTape.push(...this.#nodes);
      return output;
    };
    const { grads } = engine.gradients(replay, [...xs], gradient, true);
    this.#nodes = []; // tfjs has freed what they kept
    gradient.dispose();
    return grads.map((grad) => grad ?? undefined);
  }

  /** Frees what the record keeps, where it was not differentiated. */
  [Symbol.dispose](): void {
    for (const { saved } of this.#nodes) for (const tensor of saved ?? []) tensor.dispose();
    this.#nodes = [];
  }
}
