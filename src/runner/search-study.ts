import { availableParallelism } from "node:os";
import { RunExpError } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { importanceOf } from "../report/importance.ts";
import type { Search, SearchSection } from "../spec/search.ts";
import type { SearchContent, TrialFigures } from "../store/search-files.ts";
import type { Rung } from "../tuner/tuner.ts";
import { tuners } from "../tuner/tuners.ts";
import { confirm } from "./confirm.ts";
import type { Earlier } from "./earlier.ts";
import type { Executor } from "./executors/executor.ts";
import { openExecutor } from "./executors/open.ts";
import { isBetter } from "./objective.ts";
import { modelFor, type PreparedSearch, type Study, samplesOf } from "./prepare.ts";
import { stepsOf } from "./record.ts";
import type { Session } from "./replicates.ts";
import { runTrials } from "./search.ts";
import { withValidationTrained } from "./shares.ts";
import { ranked, type Trial } from "./trial-outcomes.ts";
import { objectiveOf } from "./trial-task.ts";

export interface SearchOptions {
  /** Absolute path that relative paths in the experiment start from. */
  readonly folder: string;
  /** How many trials run side by side at most; absent: one a core, or on a GPU as many as the file says. */
  readonly workers?: number;
}

/** What is trained in full once a search is done, with the search that chose it. */
export type SearchedStudy = Study & { readonly search: SearchContent };

/**
 * Runs a search's trials, confirms the best where that is asked for, and gives what is to be trained in full. Throws a
 * RunExpError where too many trials failed, or none came to a figure.
 */
export async function searched(
  prepared: PreparedSearch,
  earlier: Earlier,
  session: Session,
  { folder, workers: asked }: SearchOptions,
): Promise<SearchedStudy> {
  const { search } = prepared;
  const workers = Math.min(asked ?? workersFor(prepared), mostWorkers(search));
  if (asked !== undefined && asked > workers) {
    const limit =
      workers > search.search.parallel ? "search.parallel and search.final.confirm" : "search.parallel";
    const message = `of ${asked} workers ${workers} would have work, as ${limit} says`;
    session.emit({ type: "notice", message });
  }
  const executor = await openExecutor({
    prepared,
    folder,
    workers,
    checkpoints: session.workspace.file("trials"),
    ...(session.signal === undefined ? {} : { signal: session.signal }),
  });
  let content: SearchContent;
  try {
    content = await contentOf(prepared, earlier, executor, session);
  } finally {
    await executor.close();
    await session.journal.settled(); // what had ended before, beside what ended the search
  }
  return studyOf(prepared, content);
}

/** Of a search, what tells how many workers it wants. */
interface Unstaffed {
  readonly engine: Pick<Engine, "busies">;
  readonly search: { readonly search: Pick<SearchSection, "parallel"> };
}

/** One a core; on a GPU, which one trial fills, as many as the file wants side by side. */
export function workersFor({ engine, search }: Unstaffed): number {
  return engine.busies === "gpu" ? search.search.parallel : availableParallelism();
}

/** As many as ever have work at one time. */
function mostWorkers({ search: { parallel, final } }: Search): number {
  const { confirm: confirmed } = final;
  return confirmed === undefined ? parallel : Math.max(parallel, confirmed.top * confirmed.seeds);
}

async function contentOf(
  prepared: PreparedSearch,
  earlier: Earlier,
  executor: Executor,
  session: Session,
): Promise<SearchContent> {
  const { search } = prepared;
  const objective = objectiveOf(prepared);
  const { component, options } = tuners.open(search.search.tuner);
  const { rungs, trials: most } = component.outline(options, search.space, search.search.parallel);
  const finished = new Set(
    stepsOf(session.journal.events).flatMap(({ ended }) => (ended === undefined ? [] : [ended.trial])),
  );
  session.emit({
    type: "searching",
    trials: Number.isFinite(most) ? most : null,
    steps: stepsAtMost(most, rungs),
    finished: finished.size,
    workers: executor.workers,
    objective,
  });
  const trials = await runTrials(prepared, earlier.trials, executor, session);
  if (ranked(trials, objective).length === 0) await refuseFruitless(trials, objective, session);
  const confirmations =
    search.search.final.confirm === undefined
      ? undefined
      : await confirm(prepared, trials, objective, executor, session);
  const best =
    confirmations?.find(({ mean }) => Number.isFinite(mean))?.trial ?? ranked(trials, objective)[0]!.trial;
  const chosen = trials.find(({ trial }) => trial === best)!;
  session.emit({ type: "searched", trial: best, value: chosen.value, configuration: chosen.configuration });
  const compared = {
    space: search.space,
    objective,
    trials: trials.map((trial) => figuresOf(trial, objective)),
  };
  return {
    document: prepared.document,
    ...compared,
    ...(rungs === undefined ? {} : { rungs }),
    best,
    importance: importanceOf(compared, search.seed),
    ...(confirmations === undefined ? {} : { confirmations }),
    ...(search.search.from === undefined
      ? {}
      : {
          earlier: {
            from: search.search.from,
            taken: earlier.trials.length,
            leftOut: earlier.leftOut.length,
          },
        }),
  };
}

/** Ends a search of which nothing can be trained in full. Trials that failed are tried again the next time. */
async function refuseFruitless(
  trials: readonly Trial[],
  objective: SearchContent["objective"],
  { journal, elapsed }: Session,
): Promise<never> {
  const none = `none of ${trials.length} trials came to a finite ${objective.name}`;
  const failed = stepsOf(journal.events).findIndex(({ ended }) => ended?.outcome.status === "failed");
  const outcome = stepsOf(journal.events)[failed]?.ended?.outcome;
  if (outcome?.status !== "failed") {
    throw new RunExpError(
      "search-failed",
      `${none}, because every one diverged`,
      "narrow the space: a smaller learning rate is the usual cure",
    );
  }
  await journal.append({ type: "voided", from: failed, elapsed: elapsed() });
  throw new RunExpError(
    "search-failed",
    `${none}: ${outcome.reason}`,
    "once that is mended, the same command tries them again",
  );
}

function stepsAtMost(trials: number, rungs: readonly Rung[] | undefined): number | null {
  if (rungs !== undefined) return rungs.reduce((sum, rung) => sum + rung.trials, 0);
  return Number.isFinite(trials) ? trials : null;
}

function figuresOf(
  { trial, configuration, outcome, value, place }: Trial,
  objective: SearchContent["objective"],
): TrialFigures {
  const history = outcome.status === "failed" ? [] : outcome.history;
  const reason = outcome.status === "failed" ? outcome.reason : outcome.stopReason;
  const best = history.find(
    ({ logs }) => !isBetter(value, logs[objective.name]!, objective) && Number.isFinite(value),
  );
  return {
    trial,
    status: outcome.status,
    configuration,
    value,
    history,
    ...(best === undefined ? {} : { bestEpoch: best.epoch }),
    ...(place === undefined ? {} : { bracket: place.bracket + 1, rung: place.rung + 1 }),
    ...(reason === null ? {} : { reason }),
  };
}

/** The best configuration as an experiment of its own, on the data that it is trained on in the end. */
async function studyOf(prepared: PreparedSearch, content: SearchContent): Promise<SearchedStudy> {
  const { search, models: _, search: __, ...settled } = prepared;
  const { configuration } = content.trials.find(({ trial }) => trial === content.best)!;
  const experiment = await search.configure(configuration);
  const samples = await samplesOf(prepared);
  const data = search.search.final.data === "train" ? samples : withValidationTrained(samples);
  return { ...settled, experiment, model: modelFor(experiment, prepared.opened), data, search: content };
}
