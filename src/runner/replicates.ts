import { milliseconds } from "../base/clock.ts";
import { replicateSeed } from "../base/random.ts";
import { experimentPath } from "../spec/experiment.ts";
import type { Journal } from "../store/journal.ts";
import type { SearchContent } from "../store/search-files.ts";
import type { Workspace } from "../store/workspace.ts";
import type { Checkpoint } from "../train/loop.ts";
import { Checkpoints, replicateName } from "./checkpoints.ts";
import type { RunEvent } from "./events.ts";
import { monitorOf } from "./monitor.ts";
import type { Study } from "./prepare.ts";
import { type RunRecord, trainedReplicate } from "./record.ts";
import { runTraining, type Trained } from "./training.ts";

/** What is trained, after a search for its hyperparameters or not. */
export type ReplicatedStudy = Study & { readonly search?: Pick<SearchContent, "objective"> };

/** What the replicates of one run share while they are trained. */
export interface Session {
  readonly workspace: Workspace;
  readonly journal: Journal<RunRecord>;
  readonly signal?: AbortSignal;
  /** Seconds since this process began to work on the run. */
  elapsed(): number;
  emit(event: RunEvent): void;
}

/** What all replicates came to, the first one with its last checkpoint, which holds its weights. */
export interface Replicates {
  readonly trained: readonly [Trained, ...Trained[]];
  readonly checkpoint: Checkpoint;
}

/**
 * Trains every replicate that the journal does not hold as finished, each from its newest checkpoint on. The first
 * one's checkpoints stay, because the version is made of its weights; the others' go when they are finished.
 */
export async function trainReplicates(study: ReplicatedStudy, session: Session): Promise<Replicates> {
  const first = await firstReplicate(study, session);
  const others: Trained[] = [];
  for (let replicate = 2; replicate <= study.experiment.replicates; replicate++) {
    const finished = trainedReplicate(session.journal.events, replicate);
    others.push(finished ?? (await trainReplicate(study, replicate, session)));
    await checkpointsOf(replicate, session).remove();
  }
  return { trained: [first.trained, ...others], checkpoint: first.checkpoint };
}

/** A finished replicate whose checkpoints are lost has to be trained again: nothing else holds its weights. */
async function firstReplicate(
  study: ReplicatedStudy,
  session: Session,
): Promise<{ trained: Trained; checkpoint: Checkpoint }> {
  const finished = trainedReplicate(session.journal.events, 1);
  const last = finished === undefined ? undefined : await newestOf(1, session);
  if (finished !== undefined && last?.progress.history.length === finished.figures.history.length) {
    return { trained: finished, checkpoint: last };
  }
  const trained = await trainReplicate(study, 1, session);
  return { trained, checkpoint: (await newestOf(1, session))! };
}

async function trainReplicate(study: ReplicatedStudy, replicate: number, session: Session): Promise<Trained> {
  const { experiment, data } = study;
  const { journal, elapsed, emit, signal } = session;
  const { epochs } = experiment.train;
  const checkpoints = checkpointsOf(replicate, session);
  const from = await newestOf(replicate, session);
  emit({
    type: "started",
    experiment: experimentPath(experiment),
    replicate,
    replicates: experiment.replicates,
    epochs,
    history: from?.progress.history ?? [],
    monitor: study.search?.objective ?? monitorOf(experiment.train, data.validation !== undefined),
  });
  const task = {
    seed: replicateSeed(experiment.seed, replicate - 1),
    trial: 0,
    ...(from === undefined ? {} : { from }),
    ...(signal === undefined ? {} : { signal }),
  };
  let began = milliseconds();
  const trained = await runTraining(study, task, {
    progress: (epoch, step, steps) => emit({ type: "step", epoch, step, steps }),
    async epochEnd(record, checkpoint) {
      const seconds = (milliseconds() - began) / 1000;
      await checkpoints.save(await checkpoint());
      await journal.append({ type: "epoch", replicate, epoch: record.epoch, seconds, elapsed: elapsed() });
      emit({ type: "epoch", replicate, epochs, record });
      began = milliseconds();
      return undefined;
    },
  });
  await journal.append({ type: "finished", replicate, elapsed: elapsed(), ...trained });
  return trained;
}

function checkpointsOf(replicate: number, { workspace }: Session): Checkpoints {
  return new Checkpoints(workspace, replicateName(replicate));
}

async function newestOf(replicate: number, session: Session): Promise<Checkpoint | undefined> {
  return checkpointsOf(replicate, session).newest((message) => session.emit({ type: "notice", message }));
}
