import { stringify } from "yaml";
import type { Change, Decision } from "../runner/decide.ts";
import type { Difference } from "../spec/difference.ts";
import { plural } from "./units.ts";

/** Longer values are cut. */
const WIDTH = 40;

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

/** `train.batchSize 64 → 128`; of components their names. */
export function differenceText(difference: Difference): string {
  const { path, before, after } = difference;
  if (!("after" in difference)) return `${path} ${shown(before)} → left out`;
  if (!("before" in difference)) return `${path} ${shown(after)} is new`;
  const names = [componentName(before), componentName(after)];
  const [old, own] = names.includes(undefined) ? [shown(before), shown(after)] : names;
  return `${path} ${old} → ${own}`;
}

/** The one key of a component; undefined for any other value. */
function componentName(value: unknown): string | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  return names.length === 1 ? names[0] : undefined;
}

function shown(value: unknown): string {
  const text = stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}
