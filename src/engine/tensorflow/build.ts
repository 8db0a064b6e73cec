import { join } from "node:path";
import { packageFolder } from "../packages.ts";
import { type AddonPackage, addonFile } from "./addon.ts";
import type { Library } from "./library.ts";

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Where it runs. */
  readonly folder: string;
}

/**
 * What compiles an installed package's native part against a TensorFlow, which it finds where that lies now. It needs no
 * headers of Node's but those of Node-API, which are the same for every version.
 */
export function compiling(name: AddonPackage, { folder, include, files }: Library, target: string): Command {
  const [program = "", ...flags] = (process.env.CXX || "c++").trim().split(/\s+/);
  const headers = join(packageFolder("node-api-headers")!, "include");
  return {
    program,
    args: [
      ...flags,
      ...["-std=c++17", "-O2", "-fPIC", "-shared", `-DNAPI_VERSION=${nodeApiOf(name)}`],
      ...[".", include, headers].map((path) => `-I${path}`),
      ...["binding/tfjs_backend.cc", "binding/tfjs_binding.cc"],
      ...[
        "-o",
        target,
        `-L${folder}`,
        ...files.map((file) => `-l:${file}`),
        ...["-Xlinker", "-rpath", "-Xlinker", folder],
      ],
    ],
    folder: packageFolder(name)!,
  };
}

/** `8`, of a package that builds for Node-API 8. */
function nodeApiOf(name: AddonPackage): string {
  return /napi-v(\d+)/.exec(addonFile(name))![1]!;
}
