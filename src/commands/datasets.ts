import { cacheFolder } from "../data/cache.ts";
import { catalogue } from "../data/catalogue.ts";
import type { ExitCode, Output } from "./output.ts";
import { textTable } from "./table.ts";
import { sizeText } from "./units.ts";

/** Lists the data sets known by name and whether they are in the cache. */
export async function datasets({ json }: { readonly json: boolean }, output: Output): Promise<ExitCode> {
  const entries = await catalogue(cacheFolder());
  if (json) {
    output.result(JSON.stringify(entries, undefined, 2));
    return 0;
  }
  const columns = [{ title: "name" }, { title: "what it is" }, { title: "in the cache" }];
  const rows = entries.map(({ name, summary, cached }) => [
    ...[name, summary],
    cached === undefined ? "not yet" : sizeText(cached),
  ]);
  for (const line of textTable(columns, rows, output.width).lines) output.result(line);
  output.message(`kept in ${cacheFolder()}`);
  return 0;
}
