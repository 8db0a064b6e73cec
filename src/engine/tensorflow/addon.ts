import { existsSync } from "node:fs";
import { join } from "node:path";
import { manifestOf, packageFolder, TFJS_VERSION } from "../packages.ts";

/** The packages that bring TensorFlow to Node, the better one first. They differ in what their installation downloads. */
const PACKAGES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

export type AddonPackage = (typeof PACKAGES)[number];

/** Why TensorFlow cannot be loaded, and what to do. */
export interface Obstacle {
  /** One line. */
  readonly detail: string;
  readonly hint: string;
}

/** A package that is installed with its native part, by which it reaches TensorFlow. */
export interface Addon {
  readonly name: AddonPackage;
  /** The native part. */
  readonly file: string;
}

/** What builds the native part anew, which mends most of what can be wrong with it. */
export const BUILD =
  "`run-exp doctor --install tensorflow` builds it against the TensorFlow of a Python, or one that is given";

/** The package that is installed, with its native part or without; undefined where none is. */
export function installedAddon(): AddonPackage | undefined {
  const installed = PACKAGES.filter((name) => packageFolder(name) !== undefined);
  return installed.find((name) => existsSync(addonFile(name))) ?? installed[0];
}

/** The package that would be loaded, or what is missing before one could be. It looks for files and loads nothing. */
export function findAddon(): Addon | Obstacle {
  const name = installedAddon();
  if (name === undefined) return { detail: `neither ${PACKAGES.join(" nor ")} is installed`, hint: BUILD };
  const { version } = manifestOf(name);
  if (version !== TFJS_VERSION) {
    return { detail: `${name} is ${version}, and ${TFJS_VERSION} is needed`, hint: BUILD };
  }
  const file = addonFile(name);
  return existsSync(file) ? { name, file } : withoutNative(name);
}

/** Where the native part of an installed package stands: the package builds for the newest Node-API that it lists. */
export function addonFile(name: AddonPackage): string {
  const versions = manifestOf(name).binary?.napi_versions ?? [NODE_API];
  return join(packageFolder(name)!, `lib/napi-v${Math.max(...versions)}`, "tfjs_binding.node");
}

/** The newest Node-API that version 4.22 lists. */
const NODE_API = 8;

/** The package's own installation makes a folder `deps` before it downloads. */
function withoutNative(name: AddonPackage): Obstacle {
  const tried = existsSync(join(packageFolder(name)!, "deps"));
  const why = tried
    ? "the download of TensorFlow 2.9.1 by its installation failed"
    : "its installation script, which downloads TensorFlow 2.9.1, has not run";
  return { detail: `${name} is installed without its native part: ${why}`, hint: BUILD };
}

/** What the system's loader says against a native part, in terms of what to do. */
export function refusal({ name, file }: Addon, said: string): Obstacle {
  const [line = ""] = said.split("\n");
  const library = /lib[\w.+-]*\.(?:so|dylib)[\w.]*(?=: cannot open)/.exec(line)?.[0];
  if (library !== undefined) {
    const hint = `it was there when ${file} was built: put it back; or ${BUILD}`;
    return { detail: `${name} does not find ${library}`, hint };
  }
  if (/NODE_MODULE_VERSION|self-register|ELF|too short|wrong architecture|not a valid Win32/i.test(said)) {
    const here = `Node ${process.versions.node} on ${process.platform}-${process.arch}`;
    return { detail: `${name} has a native part that is not for ${here}: ${line}`, hint: BUILD };
  }
  return { detail: `${name} does not load: ${line}`, hint: BUILD };
}
