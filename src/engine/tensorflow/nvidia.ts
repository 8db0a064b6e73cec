import { spawnSync } from "node:child_process";

/** The NVIDIA GPUs of this machine, as their driver tells. */
export interface Nvidia {
  /** `NVIDIA H100 80GB HBM3`, the first of them. */
  readonly name: string;
  /** `580.65.06` */
  readonly driver: string;
  /** The newest CUDA that the driver runs: `13.0`. */
  readonly cuda: string;
}

/** What `nvidia-smi` says; undefined where no driver is installed, or it sees no GPU. Asked once a process. */
export function findNvidia(): Nvidia | undefined {
  asked ??= { answer: ask() };
  return asked.answer;
}

let asked: { readonly answer: Nvidia | undefined } | undefined;

function ask(): Nvidia | undefined {
  const { stdout, status } = spawnSync("nvidia-smi", ["-q", "-x"], { encoding: "utf8", timeout: 20_000 });
  return status === 0 ? readReport(stdout) : undefined;
}

/** Reads the report that `nvidia-smi -q -x` prints. */
export function readReport(report: string): Nvidia | undefined {
  const [name, driver, cuda] = ["product_name", "driver_version", "cuda_version"].map(
    (tag) => new RegExp(`<${tag}>\\s*([^<]*?)\\s*</${tag}>`).exec(report)?.[1],
  );
  return name === undefined ? undefined : { name, driver: driver ?? "unknown", cuda: cuda ?? "unknown" };
}
