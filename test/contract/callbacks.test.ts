import { isDeepStrictEqual } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionProblem } from "../../src/base/errors.ts";
import { callbacks } from "../../src/train/callbacks.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/train/checkpoint.ts";
import { finalWeights } from "../../src/train/loop.ts";
import { complete } from "../model/complete.ts";
import { planOf, type Ran, run, type Script } from "../train/scripted.ts";

/** What the loop, checkpoints and the reader of an experiment rely on, of every callback. */

const test = suite("contract/callbacks");

const { NaN: nothing, POSITIVE_INFINITY: endless } = Number;

/** Rises and falls, stands still, and is no number now and then. */
const VALUES = [5, 4, 4.5, nothing, 3.5, 3.5, 3.6, 3.4, endless, 3.5, 3.5, 3.5];
const SCRIPT: Script = { loss: VALUES, valLoss: VALUES.map((value) => value + 1) };
const FINITE: Script = { loss: [5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1] };

interface CallbackCase {
  readonly options?: object;
  readonly script?: Script;
  /** What the callback must have done to the training by its end. */
  readonly did: (ran: Ran) => boolean;
}

const stoppedAfter =
  (epoch: number) =>
  ({ result }: Ran): boolean =>
    result.history.length === epoch && result.stopReason !== null;

const CASES: Readonly<Record<string, readonly CallbackCase[]>> = {
  earlyStopping: [
    { options: { monitor: "val_loss", patience: 3 }, did: stoppedAfter(11) },
    { options: { monitor: "val_loss", patience: 2 }, did: stoppedAfter(4) },
    {
      options: { monitor: "loss", patience: 2, restoreBestWeights: true, startFromEpoch: 1 },
      did: (ran) => stoppedAfter(4)(ran) && ran.result.finalEpoch === 2,
    },
    { options: { monitor: "val_loss", mode: "max", patience: 7, baseline: 6.5 }, did: stoppedAfter(7) },
  ],
  modelCheckpoint: [
    {
      options: { monitor: "val_loss" },
      did: ({ checkpoints }) => checkpoints.at(-1)?.progress.kept["best-val_loss"] === 8,
    },
    {
      options: { monitor: "loss", mode: "max" },
      did: ({ checkpoints }) => checkpoints.at(-1)?.progress.kept["best-loss"] === 9,
    },
  ],
  reduceLROnPlateau: [
    {
      options: { monitor: "val_loss", patience: 2, factor: 0.5, cooldown: 1 },
      did: ({ result }) => result.history.at(-1)!.learningRate === 0.5 / 8,
    },
    {
      options: { monitor: "loss", patience: 1, factor: 0.1, minLearningRate: 0.02 },
      did: ({ result }) => result.history.at(-1)!.learningRate === 0.02,
    },
  ],
  tensorBoard: [{ did: ({ result }) => result.history.length === 12 && result.stopReason === null }],
  terminateOnNaN: [
    { did: stoppedAfter(4) },
    { script: FINITE, did: ({ result }) => result.history.length === 12 && result.stopReason === null },
  ],
};

test("every callback has its cases here", () => {
  assert.equal(Object.keys(CASES), [...callbacks.names]);
});

for (const [name, cases] of Object.entries(CASES)) {
  for (const { options = {}, script = SCRIPT, did } of cases) {
    const title = `${name} ${JSON.stringify(options)}`;
    const plan = planOf(12, {
      callbacks: [[name, options]],
      validation: script.valLoss === undefined ? 0 : 6,
    });

    test(`${title}: does what it is for`, async () => {
      const ran = await run(plan, script);
      assert.ok(did(ran), JSON.stringify(ran.result.history.map(({ learningRate }) => learningRate)));
    });

    test(`${title}: its memory is plain JSON after every epoch`, async () => {
      for (const { progress } of (await run(plan, script)).checkpoints) {
        for (const state of progress.callbacks) {
          for (const value of Object.values(state)) {
            assert.ok(value === null || ["number", "string", "boolean"].includes(typeof value));
          }
        }
      }
    });

    test(`${title}: cut off after any epoch and carried on from its bytes, it ends as if it had not been`, async () => {
      const straight = await run(plan, script);
      for (const [index, checkpoint] of straight.checkpoints.entries()) {
        const rest = await run(plan, script, decodeCheckpoint(encodeCheckpoint(checkpoint)));
        assert.ok(isDeepStrictEqual(rest.result, straight.result), `after epoch ${index + 1}`);
        assert.ok(isDeepStrictEqual(rest.checkpoints, straight.checkpoints.slice(index + 1)));
        assert.equal(rest.training.exportState(), straight.training.exportState());
      }
    });

    test(`${title}: what it keeps are the weights of the epoch it says`, async () => {
      const { checkpoints, training } = await run(plan, script);
      const last = checkpoints.at(-1)!;
      for (const [slot, epoch] of Object.entries(last.progress.kept)) {
        assert.equal(last.kept[slot], checkpoints[epoch - 1]!.state.weights);
      }
      assert.equal(finalWeights(last).weights, training.exportState().weights);
    });

    test(`${title}: a training without a single number ends without a fault`, async () => {
      const none = Array(12).fill(nothing);
      const { result } = await run(planOf(12, { callbacks: [[name, options]] }), {
        loss: none,
        valLoss: none,
      });
      assert.ok(result.diverged && result.history.length > 0);
      assert.is(result.finalEpoch, result.history.length);
    });
  }

  if ("monitor" in callbacks.get(name).options.properties) {
    test(`${name}: refuses to watch what is not logged, and says what is`, () => {
      const problem = (monitor: string, logged: readonly string[]): OptionProblem => {
        const { component, options } = callbacks.open(complete(callbacks, name, { monitor }));
        const context = { logged: new Map(logged.map((own) => [own, "lower"] as const)), epochs: 3 };
        try {
          component.check!(options, context);
        } catch (error) {
          if (error instanceof OptionProblem) return error;
          throw error;
        }
        throw new Error(`${monitor} was taken`);
      };
      const misspelt = problem("val_los", ["loss", "val_loss"]);
      assert.equal(misspelt.path, ["monitor"]);
      assert.match(misspelt.message, "`val_los` is not logged");
      assert.match(misspelt.hint, "did you mean `val_loss`?");
      assert.match(problem("val_loss", ["loss"]).hint, "no validation data: set dataset.split.validation");
      assert.match(problem("perplexity", ["loss", "val_loss"]).hint, "logged are loss, val_loss");
    });
  }

  if ("mode" in callbacks.get(name).options.properties) {
    test(`${name}: knows from the name which way is better`, async () => {
      const options = { monitor: "accuracy", patience: 1, factor: 0.5, restoreBestWeights: true };
      const { properties } = callbacks.get(name).options;
      const own = Object.fromEntries(Object.entries(options).filter(([option]) => option in properties));
      const { component, options: chosen } = callbacks.open(complete(callbacks, name, own));
      const context = { logged: new Map([["accuracy", "higher"]] as const), epochs: 9 };
      const state = component.initialState(chosen);
      const did: string[] = [];
      const control = {
        stop: () => did.push("stop"),
        keepWeights: () => did.push("keep"),
        scaleLearningRate: () => did.push("scale"),
      };
      for (const [index, accuracy] of [0.5, 0.6, 0.7].entries()) {
        component.epochEnd(
          { epoch: index + 1, learningRate: 1, logs: { accuracy } },
          state,
          control,
          chosen,
          context,
        );
      }
      assert.ok(
        did.every((what) => what === "keep"),
        did.join(),
      );
      component.epochEnd(
        { epoch: 4, learningRate: 1, logs: { accuracy: 0.6 } },
        state,
        control,
        chosen,
        context,
      );
      assert.is(did.at(-1) === "keep", name === "modelCheckpoint");
    });
  }
}

test("no callback gives two trainings one memory", () => {
  for (const { name } of callbacks.members) {
    const { component, options } = callbacks.open(
      complete(
        callbacks,
        name,
        "monitor" in callbacks.get(name).options.properties ? { monitor: "loss" } : {},
      ),
    );
    assert.is.not(component.initialState(options), component.initialState(options));
  }
});

test("all callbacks at once are carried on from any epoch as they are straight through", async () => {
  const plan = planOf(12, {
    callbacks: Object.entries(CASES).map(([name, cases]) => [name, cases[0]!.options ?? {}] as const),
  });
  const script = { loss: FINITE.loss, valLoss: FINITE.loss.map((value, i) => value + (i % 3) / 4) };
  const straight = await run(plan, script);
  assert.ok(straight.checkpoints.length > 2);
  for (const checkpoint of straight.checkpoints) {
    const rest = await run(plan, script, decodeCheckpoint(encodeCheckpoint(checkpoint)));
    assert.equal(rest.result, straight.result);
  }
});

test.run();
