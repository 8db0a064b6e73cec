import { Command, CommanderError, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { RunExpError } from "./base/errors.ts";
import { type ExitCode, type Output, paletteFor } from "./commands/output.ts";

const output: Output = {
  result: (line) => console.log(line),
  message: (line) => console.error(line),
  palette: paletteFor(process.stderr),
};

const setOption = new Option("--set <key=value>", "override one value; may be repeated")
  .argParser((value: string, all: string[]) => [...all, value])
  .default([], "none");
const resultsOption = new Option("--results <folder>", "where versions are kept").default("results");
const jsonOption = new Option("--json", "write the result as JSON").default(false);

let exitCode: ExitCode = 0;

function program(): Command {
  const root = new Command("run-exp")
    .description("Deep-learning experiments written down as YAML")
    .version(manifest.version)
    .exitOverride();
  root
    .command("run", { isDefault: true })
    .description("run what is new, resume what was cut off")
    .argument("<files...>")
    .addOption(setOption)
    .addOption(jsonOption)
    .addOption(resultsOption)
    .option("--offline", "never touch the network", false)
    .option("--engine <name>", "in place of the engine that the file names")
    .action(async (files: string[], options) => {
      exitCode = await (await import("./commands/run.ts")).run(files, options, output);
    });
  root
    .command("list")
    .description("list all results")
    .addOption(resultsOption)
    .addOption(jsonOption)
    .action(async (options) => {
      exitCode = await (await import("./commands/list.ts")).list(options, output);
    });
  root
    .command("validate")
    .description("find every mistake in experiment files and run nothing")
    .argument("<files...>")
    .addOption(setOption)
    .addOption(jsonOption)
    .action(async (files: string[], options) => {
      exitCode = await (await import("./commands/validate.ts")).validate(files, options, output);
    });
  root
    .command("datasets")
    .description("list the data sets known by name")
    .addOption(jsonOption)
    .action(async (options) => {
      exitCode = await (await import("./commands/datasets.ts")).datasets(options, output);
    });
  root
    .command("schema")
    .description("print the JSON Schema of experiment files")
    .option("--write <folder>", "write all schemas into a folder")
    .option("--check <folder>", "fail where a folder's schemas are not those of this version")
    .action(async (options) => {
      exitCode = await (await import("./commands/schema.ts")).schema(options, output);
    });
  return root;
}

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof RunExpError) {
    output.message(error.hint === "" ? error.message : `${error.message}\n  ${error.hint}`);
    exitCode = 1;
  } else {
    output.message(`this is a bug in run-exp:\n${(error as Error).stack ?? String(error)}`);
    exitCode = 1;
  }
}
process.exitCode = exitCode;
