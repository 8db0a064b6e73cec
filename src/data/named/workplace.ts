import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/**
 * A folder of one's own below `parent`, for what is downloaded and written on the way; it goes away when `use` ends.
 * What a killed process left behind is removed first. Throws the file system's own error where nothing can be
 * written there.
 */
export async function withWorkplace<Result>(
  parent: string,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${PREFIX}${hostTag()}-${process.pid}-`));
  try {
    await sweep(parent, (await stat(folder)).mtimeMs);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const PREFIX = ".download-";
const NAME = /^\.download-(.+)-(\d+)-[^-]+$/;

/** A folder of another machine is taken as left behind when nothing has happened in it for so long. */
const DAY = 24 * 60 * 60 * 1000;

/** Removes the folders of processes that are no more; `now` is the file system's own time, which may not be ours. */
async function sweep(parent: string, now: number): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, host, pid] = NAME.exec(name) ?? [];
    if (host === undefined) continue;
    const folder = join(parent, name);
    const dead = host === hostTag() ? !isRunning(Number(pid)) : now - (await lastChange(folder)) > DAY;
    if (dead) await rm(folder, { recursive: true, force: true });
  }
}

function hostTag(): string {
  return hostname().replaceAll(/[^A-Za-z0-9.]/g, "_");
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** When anything in a folder last changed, in milliseconds; 0 where it has gone meanwhile. */
async function lastChange(folder: string): Promise<number> {
  const inside = await readdir(folder, { recursive: true }).catch(() => []);
  const times = ["", ...inside].map((name) =>
    stat(join(folder, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(times)));
}
