import { type Cell, showFigure } from "../../store/formats.ts";
import { textTable } from "../table.ts";
import { durationText } from "../units.ts";
import type { JobResult } from "./job.ts";

/**
 * The table that closes a run: a line for each experiment and for each file that could not be run. Empty where
 * there was nothing to run.
 */
export function closingTable(results: readonly JobResult[], width: number): readonly string[] {
  if (results.every(({ status }) => status === "invalid")) return [];
  const names = figureNames(results);
  const columns = [
    ...[{ title: "experiment" }, { title: "version" }, { title: "status" }],
    ...names.map((name) => ({ title: name.replace("_", "\n"), right: true })),
    { title: "time", right: true },
  ];
  const rows = results.map(({ experiment, version = "", status, figures = {}, seconds }) => [
    ...[experiment, version, status],
    ...names.map((name) => figureCell(figures[name])),
    seconds === undefined ? "" : durationText(seconds),
  ]);
  return textTable(columns, rows, width).lines;
}

/** Of each part the first metric, or the loss where there is no metric: test before validation. */
function figureNames(results: readonly JobResult[]): string[] {
  const all = new Set(results.flatMap(({ figures = {} }) => Object.keys(figures)));
  return ["test", "validation"].flatMap((part) => {
    const own = [...all].filter((name) => name.startsWith(`${part}_`));
    const metric = own.find((name) => name !== `${part}_loss`) ?? own[0];
    return metric === undefined ? [] : [metric];
  });
}

function figureCell(value: Cell | undefined): string {
  if (value === undefined) return "";
  return typeof value === "number" ? showFigure(value) : value;
}
