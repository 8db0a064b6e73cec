import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);

/** Where a package is installed that may not be; undefined where it is not. It looks for files and loads nothing. */
export function packageFolder(name: string): string | undefined {
  return require.resolve
    .paths(name)
    ?.map((modules) => join(modules, name))
    .find((folder) => existsSync(folder));
}

/** Loads a package that is installed. Throws what the package throws. */
export async function importPackage(name: string): Promise<object> {
  return import(pathToFileURL(require.resolve(name)).href);
}
