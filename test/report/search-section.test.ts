import { suite } from "uvu";
import * as assert from "uvu/assert";
import { searchSection, spaceTable, spaceText } from "../../src/report/search-section.ts";
import { compileSpace } from "../../src/space/compile.ts";
import { historyOf, searched } from "../store/searched.ts";

const test = suite("report/search-section");

test("the part of a report on a search reads like this", () => {
  const confirmations = [{ trial: 1, values: [0.6, 0.7], mean: 0.65, margin: 0.6353, optimism: 0.0623 }];
  assert.is(
    searchSection(searched({ confirmations })),
    `## Search

Of 3 trials (1 pruned, 1 failed), trial 1 was chosen for the largest mean \`val_accuracy\` over fresh seeds: 0.6500. The final training begins from other initial weights than the trial did, so its figures differ.

### Space

| hyperparameter | kind    | values      | step | count | condition                                   |
| -------------- | ------- | ----------- | ---: | ----: | ------------------------------------------- |
| \`layers\`       | int     | 1 … 2       |      |     2 |                                             |
| \`units\`        | int     | 8 … 16      |    8 |     2 | \`each of $layers\`                           |
| \`optimizer\`    | choice  | adam, sgd   |      |     2 |                                             |
| \`nesterov\`     | boolean | false, true |      |     2 | \`when $optimizer == "sgd" \\|\\| $layers > 1\` |

22 configurations.

### Trials

![val_accuracy of every trial, and the best so far](plots/trials.svg)

Best so far: 0.7123 by trial 1.

| trial | val_accuracy | status   | epochs | layers | units | optimizer | nesterov |
| ----: | -----------: | -------- | -----: | -----: | ----: | --------- | -------- |
| **1** |       0.7123 | complete |      2 |      1 |     8 | adam      |          |
|     3 |       0.2500 | pruned   |      1 |      1 |    16 | sgd       | false    |
|     2 |              | failed   |      0 |      2 | 8, 16 | adam      | true     |

Best first. [trials.csv](trials.csv) has all in their order, and why one ended early; trials/ has the history of each.

### Hyperparameters

![Each hyperparameter against the objective, a panel each](plots/hyperparameters.svg)

![Parallel coordinates: a line for each trial over its hyperparameters and the objective](plots/parallel.svg)

### What matters

![The share of the variance that each hyperparameter explains, with its interval](plots/importance.svg)

| hyperparameter | % of the variance | 95 % confidence interval |
| -------------- | ----------------: | -----------------------: |
| \`units[0]\`     |              50.0 |              20.0 … 81.2 |
| \`layers\`       |              25.0 |              12.5 … 37.5 |

The share of the variance in the ranks of 2 trials that each explains by itself, over the whole space: functional analysis of variance of a random forest (Hutter, Hoos, Leyton-Brown, ICML 2014), with bootstrap percentile intervals over its trees (Efron, Annals of Statistics 1979). The other 25.0 % are due to several together, or to chance. Of trials that were left out the forest explains 62.5 % of the variance. What hangs on a condition is compared among the trials that have it. [importance.csv](importance.csv) has the figures.

### Confirmed over fresh seeds

| trial | mean val_accuracy | search better by |      each seed |
| ----: | ----------------: | ---------------: | -------------: |
|     1 |   0.6500 ± 0.6353 |          0.06230 | 0.6000, 0.7000 |

Mean with its 95 % confidence interval; and by how much the search's own figure was better, negative where it was worse: choosing the best of many flatters.`,
  );
});

test("without confirmation the objective decided, and what it began from is told", () => {
  const earlier = { from: "../results/small/v001", taken: 4, leftOut: 1 };
  const text = searchSection(searched({ earlier }));
  assert.match(
    text,
    "trial 1 was chosen for the largest `val_accuracy`: 0.7123 after epoch 2. It began from 4 trials of `../results/small/v001`; 1 was left out.",
  );
});

test("one trial was not chosen among others", () => {
  const [first] = searched().trials;
  const own = { trials: [first!], earlier: { from: "../v001", taken: 1, leftOut: 1 } };
  assert.match(
    searchSection(searched(own)),
    "The only trial came to this `val_accuracy`: 0.7123 after epoch 2. It began from 1 trial of `../v001`; 1 was left out.",
  );
  const confirmations = [{ trial: 1, values: [0.6, 0.7], mean: 0.65, margin: 0.6, optimism: 0.06 }];
  assert.match(
    searchSection(searched({ ...own, confirmations })),
    "The only trial came to this mean `val_accuracy` over fresh seeds: 0.6500.",
  );
});

test("a condition with a bar in it stays in its cell", () => {
  const space = compileSpace({ a: { boolean: {} }, b: { boolean: {}, when: "$a || !$a" } });
  for (const line of spaceTable(space)
    .split("\n")
    .filter((row) => row.startsWith("|"))) {
    assert.is(line.split(/(?<!\\)\|/).length, 8, line);
  }
});

test("space.md is the table with its title", () => {
  const text = spaceText(searched());
  assert.match(text, /^# Search space\n\n\| hyperparameter \|/);
  assert.match(text, /\n\n22 configurations\.\n$/);
});

test("rungs are counted from 1", () => {
  const rungs = [
    { bracket: 0, rung: 0, trials: 9, epochs: 1 },
    { bracket: 0, rung: 1, trials: 3, epochs: 3 },
  ];
  assert.match(
    searchSection(searched({ rungs })),
    `### Rungs

| bracket | rung | trials | epochs |
| ------: | ---: | -----: | -----: |
|       1 |    1 |      9 |      1 |
|       1 |    2 |      3 |      3 |
`,
  );
});

test("of many trials the best 20 are shown; where less is better, the smallest first", () => {
  const [first] = searched().trials;
  const trials = Array.from({ length: 25 }, (_, index) => ({
    ...first!,
    trial: index + 1,
    value: 1 / (index + 1),
    history: historyOf(1 / (index + 1)),
  }));
  const content = searched({ trials, best: 25, objective: { name: "val_loss", better: "lower" } });
  const text = searchSection(content);
  assert.match(text, "trial 25 was chosen for the smallest `val_loss`: 0.04000 after epoch");
  const shown = [...text.matchAll(/^\| +(?:\*\*)?(\d+)\b/gm)].map(([, trial]) => Number(trial));
  assert.equal(
    shown,
    Array.from({ length: 20 }, (_, index) => 25 - index),
  );
  assert.match(text, "The best 20 of 25 trials. [trials.csv](trials.csv) has all in their order");
});

test("where trials say nothing of what matters, that is told, with why", () => {
  const importance = { trials: 10, explained: -0.3, hyperparameters: [] };
  const text = searchSection(searched({ importance }));
  assert.match(text, "10 trials do not say which hyperparameter matters: a random forest grown on them");
  assert.not.match(text, "importance.");
  const one = searchSection(searched({ importance: { ...importance, trials: 1 } }));
  assert.match(
    one,
    "1 trial does not say which hyperparameter matters: a random forest grown on it does not",
  );
});

test("of many trials that were the best so far the last are named", () => {
  const [first] = searched().trials;
  const trials = Array.from({ length: 12 }, (_, index) => ({
    ...first!,
    trial: index + 1,
    value: 0.1 + index / 100,
  }));
  const text = searchSection(searched({ trials, best: 12 }));
  assert.match(text, /Best so far: …, 0\.1400 by trial 5, .*0\.2100 by trial 12\./);
});

test.run();
