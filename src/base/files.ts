import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What `writeWhole` calls a file until it is whole. */
const TEMPORARY = /^\.[0-9a-f-]{36}\.tmp$/;

/**
 * Writes a whole file so that a reader, or a crash at any instant, sees either the old content or the new:
 * to a temporary name in the same folder, flushed to disk, then renamed. Makes the folder if need be.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Flushes a folder to disk, so that what was made or renamed in it is there after a power cut. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return; // where folders cannot be opened, and renames are logged
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes what `writeWhole` left in a folder when it was killed. Nobody may be writing there. */
export async function sweepTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (TEMPORARY.test(name)) await rm(join(folder, name), { force: true });
  }
}
