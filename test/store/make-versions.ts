import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeIndex } from "../../src/store/index-file.ts";
import { type VersionContent, versionFiles } from "../../src/store/version-files.ts";
import { Workspace } from "../../src/store/workspace.ts";
import { content } from "./version.ts";

/** Makes a version of each content in an experiment's folder. */
export async function makeVersions(folder: string, contents: readonly VersionContent[]): Promise<void> {
  for (const one of contents) {
    using workspace = await Workspace.open(folder, one.identity);
    await workspace.finish(versionFiles(one));
  }
}

/** As a program: makes so many versions of an experiment, and writes the index after each. */
if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const [results, name, count] = process.argv.slice(2) as [string, string, string];
  for (let made = 0; made < Number(count); made++) {
    await makeVersions(join(results, name), [content()]);
    await writeIndex(results);
  }
}
