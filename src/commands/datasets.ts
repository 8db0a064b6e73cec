import { showShape } from "../base/shape.ts";
import { cacheFolder } from "../data/cache.ts";
import { catalogue } from "../data/catalogue.ts";
import type { ExitCode, Output } from "./output.ts";
import { textTable } from "./table.ts";
import { countText, sizeText } from "./units.ts";

/** Lists the data sets known by name and whether they are in the cache. */
export async function datasets({ json }: { readonly json: boolean }, output: Output): Promise<ExitCode> {
  const entries = await catalogue(cacheFolder());
  if (json) {
    output.result(JSON.stringify(entries, undefined, 2));
    return 0;
  }
  const columns = [
    ...[{ title: "name" }, { title: "in the cache" }, { title: "sample" }],
    ...["training", "test", "classes"].map((title) => ({ title, right: true })),
    { title: "what it is" },
  ];
  const rows = entries.map(({ name, cached, shape, train, test, classes, summary }) => [
    ...[name, cached === undefined ? "not yet" : sizeText(cached), showShape(shape)],
    ...[train, test, classes].map(countText),
    summary,
  ]);
  for (const line of textTable(columns, rows, output.width).lines) output.result(line);
  output.message(`kept in ${cacheFolder()}`);
  return 0;
}
