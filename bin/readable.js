// Started by git for each side of a file in a diff, where `run-exp init --git` told it to: writes the file as people
// like to read it. Plain JavaScript that an old Node can read. Where it fails, git's own command shows the file as it is.
import { readFileSync } from "node:fs";
import { readable } from "../dist/report/readable.js";

const [kind, file] = process.argv.slice(2);
process.stdout.write(readable(kind, readFileSync(file, "utf8")));
