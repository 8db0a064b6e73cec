import { showShape } from "../base/shape.ts";
import { cacheFolder } from "../data/cache.ts";
import { catalogue } from "../data/catalogue.ts";
import type { ExitCode, Output } from "./output.ts";

/** Lists the data sets known by name and whether they are in the cache. */
export async function datasets({ json }: { readonly json: boolean }, output: Output): Promise<ExitCode> {
  const entries = await catalogue(cacheFolder());
  if (json) {
    output.result(JSON.stringify(entries, undefined, 2));
    return 0;
  }
  for (const { name, summary, shape, train, test, cached } of entries) {
    const kept = cached === undefined ? "not fetched yet" : `in the cache, ${Math.round(cached / 1e6)} MB`;
    output.result(
      `${name.padEnd(13)} ${showShape(shape).padEnd(8)} ${train} + ${test}  ${summary} (${kept})`,
    );
  }
  output.message(`kept in ${cacheFolder()}`);
  return 0;
}
