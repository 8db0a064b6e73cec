import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import manifest from "../../package.json" with { type: "json" };

const require = createRequire(import.meta.url);

/**
 * Where a package is installed that may not be; undefined where it is not, or where npm was stopped before it was whole.
 * It looks for files and loads nothing.
 */
export function packageFolder(name: string): string | undefined {
  return require.resolve
    .paths(name)
    ?.map((modules) => join(modules, name))
    .find((folder) => manifestIn(folder) !== undefined);
}

/** What of a package's own description is used here. */
interface Manifest {
  readonly version: string;
  /** Of a package with a native part: the versions of Node-API that it is built for. */
  readonly binary?: { readonly napi_versions: readonly number[] };
}

function manifestIn(folder: string): Manifest | undefined {
  if (!existsSync(join(folder, "package.json"))) return undefined;
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // half written
    throw error;
  }
}

/** What a package that is installed says of itself. */
export function manifestOf(name: string): Manifest {
  return manifestIn(packageFolder(name)!)!;
}

/** Loads a package that is installed. Throws what the package throws. */
export async function importPackage(name: string): Promise<object> {
  return import(pathToFileURL(require.resolve(name)).href);
}

/** Of TensorFlow.js, whose packages have to be of one version. */
export const TFJS_VERSION = manifest.dependencies["@tensorflow/tfjs-core"];

/**
 * What engines need and may be missing, in the versions that they are tested with. Of those that `npm ci` does not
 * install the size is not worth it for everyone, and what they compute depends on the machine.
 */
export const OPTIONAL_PACKAGES = {
  webgpu: "0.6.2",
  "@tensorflow/tfjs-backend-webgpu": TFJS_VERSION,
  "@tensorflow/tfjs-node": TFJS_VERSION,
  "@tensorflow/tfjs-node-gpu": TFJS_VERSION,
  "node-api-headers": manifest.optionalDependencies["node-api-headers"],
} as const;

export type OptionalPackage = keyof typeof OPTIONAL_PACKAGES;

/**
 * npm's arguments that install these beside what is there. Packages that nobody depends on, npm takes away unless they
 * are named too.
 */
export function installing(names: readonly OptionalPackage[]): string[] {
  const owned = new Set(Object.keys(manifest.optionalDependencies));
  const all = (Object.keys(OPTIONAL_PACKAGES) as OptionalPackage[]).filter(
    (name) => names.includes(name) || (!owned.has(name) && packageFolder(name) !== undefined),
  );
  return ["install", "--no-save", ...all.map((name) => `${name}@${OPTIONAL_PACKAGES[name]}`)];
}
