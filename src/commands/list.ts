import { showNumber } from "../store/formats.ts";
import { readIndex } from "../store/index-file.ts";
import type { ExitCode, Output } from "./output.ts";

/** All versions below the results folder, a line each. */
export async function list(
  { results, json }: { readonly results: string; readonly json: boolean },
  output: Output,
): Promise<ExitCode> {
  const rows = await readIndex(results);
  if (json) {
    output.result(JSON.stringify(rows, undefined, 2));
    return 0;
  }
  if (rows.length === 0) output.message(`${results} holds no version yet`);
  for (const { experiment, version, status, epochs, figures } of rows) {
    const shown = Object.entries({ ...(epochs === undefined ? {} : { epochs }), ...figures }).map(
      ([name, value]) => `${name} ${typeof value === "number" ? showNumber(value) : value}`,
    );
    output.result([`${experiment} ${version}`, status, ...shown].join("  "));
  }
  return 0;
}
