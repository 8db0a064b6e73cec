import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];

/** A new empty folder, removed when the test file's process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "run-exp-"));
  folders.push(folder);
  return folder;
}

process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Every file below a folder by its path, hidden ones too. */
export function filesBelow(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
  // A lock file is never opened: closing it would give up the locks that this process has on it.
  return new Map(
    paths.map((path) => [
      path.replaceAll("\\", "/"),
      path.endsWith(".lock") ? Buffer.alloc(0) : readFileSync(join(folder, path)),
    ]),
  );
}

/** What of a results folder is the same for the same experiments: all but env.json and the lock files. */
export function deterministic(results: string): Record<string, string> {
  const kept = [...filesBelow(results)].filter(([path]) => !/(^|\/)(env\.json|\.lock)$/.test(path));
  return Object.fromEntries(kept.map(([path, bytes]) => [path, bytes.toString("latin1")]));
}
