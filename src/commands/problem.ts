import { OptionProblem, RunExpError } from "../base/errors.ts";
import type { Experiment } from "../spec/experiment.ts";
import type { Issue } from "../spec/issue.ts";
import type { Loaded } from "../spec/load.ts";
import { type Palette, renderIssue } from "../spec/render.ts";
import type { Search } from "../spec/search.ts";
import { explained } from "./output.ts";

/** Why something could not be done for an experiment, in plain data. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Where it stands, if it stands in a file. */
  readonly issue?: Issue;
}

/** What a person can mend, at its place where it has one. A bug travels on. */
export function problemOf(error: unknown, subject: Experiment | Search, loaded: Loaded): Problem {
  if (error instanceof RunExpError) return plain(error);
  if (!(error instanceof OptionProblem)) throw error;
  const issue = loaded.locate(subject, error);
  return { ...plain(issue), issue };
}

export function plain({ code, message, hint }: Problem): Problem {
  return { code, message, hint };
}

export function problemText(problem: Problem, palette: Palette): string {
  return problem.issue === undefined ? explained(problem) : renderIssue(problem.issue, palette);
}
