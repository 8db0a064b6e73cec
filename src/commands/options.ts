import { InvalidArgumentError, Option } from "commander";
import { engineNames } from "../engine/engines.ts";

/** The options of the command line, each written once for all commands that take it. */
export const options = {
  set: () =>
    new Option("--set <key=value>", "override one value: train.epochs=5; may be repeated")
      .argParser((assignment: string, earlier: string[]) => {
        if (assignment.indexOf("=") > 0) return [...earlier, assignment];
        throw new InvalidArgumentError("An override is written key.key=value: --set train.epochs=5");
      })
      .default([]),
  results: () => new Option("--results <folder>", "where versions are kept").default("results"),
  json: () => new Option("--json", "write the result as JSON, for programs").default(false),
  offline: () => new Option("--offline", "never touch the network").default(false),
  workers: () =>
    new Option(
      "--workers <count>",
      "trials of a search side by side; by default one a core, on a GPU as the file says",
    ).argParser((written: string) => {
      const count = Number(written);
      if (Number.isInteger(count) && count >= 1) return count;
      throw new InvalidArgumentError("A number of workers is a whole number above 0: --workers 2");
    }),
  install: () =>
    new Option("--install <engine>", "make this engine work where its packages do not do so by themselves")
      .choices(["tensorflow"])
      .conflicts("json"),
  from: () =>
    new Option(
      "--from <path>",
      "a Python, a virtual environment or a folder, whose TensorFlow --install takes",
    ),
  engine: () =>
    new Option("--engine <name>", "in place of the engine that the file names").choices(engineNames),
};
