import type { Change, Decision } from "../runner/decide.ts";
import { differenceText } from "../spec/difference-text.ts";
import { plural } from "./units.ts";

/** What is decided, in a few words: `new, v002`. */
export function decisionText(decision: Decision): string {
  switch (decision.status) {
    case "up to date":
      return `up to date: ${decision.version}`;
    case "resume": {
      const { trials, replicates, epochs, version } = decision;
      if (replicates + epochs === 0) {
        const after = trials === 0 ? "within its first trials" : `after ${plural(trials, "trial")}`;
        return `goes on ${after}, to ${version}`;
      }
      const whole = replicates === 0 ? "" : ` replicate ${replicates}`;
      const part = epochs === 0 ? "" : ` epoch ${epochs}${replicates === 0 ? "" : " of the next"}`;
      return `goes on after${whole}${whole === "" || part === "" ? "" : " and"}${part}, to ${version}`;
    }
    case "new":
      return `new: ${decision.version}`;
  }
}

/** Why it is new: what differs from the latest version, a line each. Empty for what is not new. */
export function reasons(decision: Decision): string[] {
  if (decision.status !== "new") return [];
  return decision.since === undefined ? ["there is no version yet"] : changeLines(decision.since);
}

/** The reasons in one line, where there is a version to compare with: `since v001: train.epochs 1 → 5`. */
export function sinceLine(decision: Decision): string | undefined {
  if (decision.status !== "new" || decision.since === undefined) return undefined;
  return `since ${decision.since.version}: ${changeLines(decision.since).join("; ")}`;
}

function changeLines({ experiment, data, arithmetic, revision, version }: Change): string[] {
  const lines = experiment.map(differenceText);
  // What is prepared or divided otherwise is told above, and makes other data.
  const told = experiment.some(({ path }) => path === "seed" || path.startsWith("dataset"));
  if (data && !told) lines.push("the data are others");
  if (arithmetic !== undefined) lines.push(differenceText(arithmetic));
  if (revision) lines.push("this run-exp computes otherwise than the one that made it");
  if (lines.length === 0) lines.push(`${version} is of another experiment than its experiment.yaml says`);
  return lines;
}
