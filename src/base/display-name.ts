import { relative } from "node:path";

/** A file's name as the person would write it: relative to the working folder where it is below it. */
export function displayName(path: string): string {
  const short = relative(process.cwd(), path);
  return (short === "" || short.startsWith("..") ? path : short).replaceAll("\\", "/");
}
