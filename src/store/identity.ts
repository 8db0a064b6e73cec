import { canonicalJson, sha256 } from "../base/hash.ts";

/**
 * Goes up by one whenever run-exp computes anything else from the same file: another order of samples, another
 * initial weight, another rounding in a loss. Versions made before are then no longer up to date.
 */
export const REVISION = 1;

/** What decides a result, each by its name or hash. */
export interface Decisive {
  /** See `experimentHash` in experiment-hash.ts. */
  readonly experiment: string;
  /** The data's fingerprint: content, split and preprocessing. */
  readonly data: string;
  /** The engine's arithmetic, down to what can change a bit. */
  readonly arithmetic: string;
  readonly revision: number;
}

/**
 * The hash of what was computed: runs of one identity have equal weights, histories and figures, and need not be
 * run twice. It says nothing of how the run is called or told, nor of where and how fast it was run.
 */
export function identityOf({ experiment, data, arithmetic, revision }: Decisive): string {
  return sha256(canonicalJson({ experiment, data, arithmetic, revision }));
}
