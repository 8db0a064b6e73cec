import { suite } from "uvu";
import * as assert from "uvu/assert";
import { columnOf, searchFiles, searchMetrics, trialName } from "../../src/store/search-files.ts";
import { historyOf, searched } from "./searched.ts";

const test = suite("store/search-files");

function filesOf(content = searched()): Map<string, string> {
  return searchFiles(content, (history) => `${history.length} epochs\n`);
}

test("trials.csv has a row a trial and a column a hyperparameter, empty where there is none", () => {
  assert.is(
    filesOf().get("trials.csv"),
    `trial,status,value,epochs,best_epoch,bracket,rung,layers,units[0],units[1],optimizer,nesterov,reason
1,complete,0.712346,2,2,,,1,8,,adam,,
2,failed,,0,,,,2,8,16,adam,true,it took longer than its limit of 5 minutes
3,pruned,0.25,1,1,,,1,16,,sgd,false,"pruned, as hopeless"
`,
  );
});

test("a trial in a schedule of rungs has its bracket and its rung", () => {
  const [first] = searched().trials;
  const text = filesOf(searched({ trials: [{ ...first!, bracket: 2, rung: 3 }] })).get("trials.csv")!;
  assert.match(text, "\n1,complete,0.712346,2,2,2,3,1,8,");
});

test("a trial that diverged has no value, as one that failed has none", () => {
  const [first] = searched().trials;
  const { bestEpoch: _, ...sound } = first!;
  const diverged = {
    ...sound,
    status: "diverged",
    value: Number.NaN,
    history: historyOf(Number.NaN),
  } as const;
  assert.match(filesOf(searched({ trials: [diverged] })).get("trials.csv")!, "\n1,diverged,,1,,,,1,8,");
});

test("a hyperparameter that is called like another column keeps its $ there", () => {
  assert.equal(["epochs", "value", "reason", "units[0]", "rate"].map(columnOf), [
    "$epochs",
    "$value",
    "$reason",
    "units[0]",
    "rate",
  ]);
  const section = { epochs: { int: { min: 1, max: 3 } } };
  const [first] = searched().trials;
  const content = searched({ trials: [{ ...first!, configuration: { epochs: 3 } }] }, section);
  const [head, row] = filesOf(content).get("trials.csv")!.split("\n");
  assert.is(head, "trial,status,value,epochs,best_epoch,bracket,rung,$epochs,reason");
  assert.is(row, "1,complete,0.712346,2,2,,,3,");
});

test("every trial that came to an epoch has its history in a file of its own", () => {
  assert.equal(
    [...filesOf()].filter(([path]) => path.startsWith("trials/")),
    [
      ["trials/0001.csv", "2 epochs\n"],
      ["trials/0003.csv", "1 epochs\n"],
    ],
  );
  assert.equal([1, 12, 12_345].map(trialName), ["0001", "0012", "12345"]);
});

const CONFIRMATIONS = [
  { trial: 3, values: [0.6, 0.7], mean: 0.65, margin: 0.635310123, optimism: -0.4 },
  { trial: 1, values: [0.5, Number.NaN], mean: Number.NaN, margin: Number.NaN, optimism: Number.NaN },
];

test("confirmed.csv has a row for each trial that was trained again, and a column a seed", () => {
  assert.not.ok(filesOf().has("confirmed.csv"));
  assert.is(
    filesOf(searched({ confirmations: CONFIRMATIONS })).get("confirmed.csv"),
    "trial,mean,margin,optimism,seed_1,seed_2\n3,0.65,0.63531,-0.4,0.6,0.7\n1,nan,nan,nan,0.5,nan\n",
  );
});

test("metrics.json counts the trials and their epochs, and names the best with its objective", () => {
  assert.equal(searchMetrics(searched()), {
    trials: 3,
    complete: 1,
    pruned: 1,
    diverged: 0,
    failed: 1,
    epochs: 3,
    best: { trial: 1, val_accuracy: 0.7123456789 },
    explained: 0.625,
  });
});

test("of a trial that was confirmed it has the mean, its interval and how much too good the search's figure was", () => {
  assert.equal(searchMetrics(searched({ best: 3, confirmations: CONFIRMATIONS })).confirmed, {
    mean: 0.65,
    margin: 0.635310123,
    optimism: -0.4,
  });
});

test("importance.csv has a row for each hyperparameter, and is there only where something can be said", () => {
  const files = searchFiles(searched(), () => "");
  assert.is(
    files.get("importance.csv"),
    "hyperparameter,share,low,high\nlayers,0.25,0.125,0.375\nunits[0],0.5,0.2,0.812346\n",
  );
  const importance = { trials: 3, explained: -0.5, hyperparameters: [] };
  assert.not.ok(searchFiles(searched({ importance }), () => "").has("importance.csv"));
});

test.run();
