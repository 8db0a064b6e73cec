import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { RunExpError } from "./base/errors.ts";
import { nearest } from "./base/nearest.ts";
import { options } from "./commands/options.ts";
import type { ExitCode, Output } from "./commands/output.ts";

/**
 * The command line: every command with its arguments and options. `interrupt` begins to listen for signals; `end` is
 * told the exit code that a command comes to. What is wrong with a call is thrown: as a CommanderError where it was
 * told already, as a RunExpError where it was not.
 */
export function program(
  output: Output,
  interrupt: () => AbortSignal,
  end: (code: ExitCode) => void,
): Command {
  const root = new Command("run-exp")
    .description("Runs deep-learning experiments that are written down as YAML.")
    .version(manifest.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this, or a command's own help")
    .usage("[run] FILES…\n       run-exp COMMAND …")
    .configureHelp({
      optionDescription,
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/\[options\] ?/, "")}`,
    })
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(inOurWords(text)) })
    .showHelpAfterError("  `run-exp --help` lists the commands, `run-exp help COMMAND` their options")
    .addHelpText("after", EXAMPLES);
  root.commandsGroup("Experiments");
  root
    .command("run", { isDefault: true })
    .usage("[options] FILES…")
    .summary("run what is new, resume what was cut off")
    .description(
      "Runs what is new in the files, resumes what was cut off and leaves alone what is up to date.\n" +
        "An experiment that fails does not keep the others from being run.",
    )
    .argument("[files...]", "experiment files, in the order in which they are to be run")
    .addOption(options.set())
    .addOption(options.results())
    .addOption(options.engine())
    .addOption(options.offline())
    .addOption(options.workers())
    .option("--plain", "plain lines even on a terminal, for logs", false)
    .addOption(options.json())
    .action(async (files: string[], given) => {
      requireFiles("run", files, root);
      end(await (await import("./commands/run.ts")).run(files, given, output, interrupt()));
    });
  root
    .command("validate")
    .usage("[options] FILES…")
    .summary("find every mistake and run nothing")
    .description("Finds every mistake in experiment files, with its place, and runs nothing.")
    .argument("[files...]", "experiment files")
    .addOption(options.set())
    .addOption(options.json())
    .action(async (files: string[], given) => {
      requireFiles("validate", files, root);
      end(await (await import("./commands/validate.ts")).validate(files, given, output));
    });
  root
    .command("plan")
    .usage("[options] FILES…")
    .summary("say what would run and why")
    .description(
      "Says what would run and why: new, resumed or up to date; engine, shapes, parameters, steps, disk.\n" +
        "Touches no network and writes nothing.",
    )
    .argument("[files...]", "experiment files")
    .addOption(options.set())
    .addOption(options.results())
    .addOption(options.engine())
    .addOption(options.json())
    .action(async (files: string[], given) => {
      requireFiles("plan", files, root);
      end(await (await import("./commands/plan.ts")).plan(files, given, output));
    });
  root
    .command("list")
    .usage("[options] [EXPERIMENTS…]")
    .summary("list all results")
    .description("Lists the versions below the results folder with their figures.")
    .argument("[experiments...]", "only these, variants included")
    .addOption(options.results())
    .option("--sort <figure>", "the best version first: test_accuracy")
    .addOption(
      new Option("--where <condition>", 'only where it holds: "test_accuracy>0.9"; may be repeated')
        .argParser((written: string, earlier: string[]) => [...earlier, written])
        .default([]),
    )
    .option("--check", "also look whether every version is as it was made", false)
    .addOption(options.json())
    .action(async (experiments: string[], given) => {
      end(await (await import("./commands/list.ts")).list(experiments, given, output));
    });
  root
    .command("diff")
    .usage("[options] BEFORE AFTER")
    .summary("what two versions differ in, and what it did")
    .description(
      "Says what differs between two versions and what it did to every figure.\n" +
        "A version is experiment@2, experiment for its latest, a folder, or\n" +
        "git:REV:VERSION for one as a commit holds it.",
    )
    .argument("<before>", "a version")
    .argument("<after>", "another")
    .addOption(options.results())
    .option("--md", "as Markdown, for a pull request", false)
    .addOption(options.json())
    .option("--svg <file>", "write the learning curves of both, overlaid")
    .addOption(
      new Option(
        "--fail-on <threshold>",
        'end in exit code 3 where a change crosses it: "test.accuracy<-0.005"',
      )
        .argParser((written: string, earlier: string[]) => [...earlier, written])
        .default([]),
    )
    .action(async (before: string, after: string, given) => {
      end(await (await import("./commands/diff.ts")).diff([before, after], given, output));
    });
  root
    .command("report")
    .usage("[options] [VERSIONS…]")
    .summary("show reports, or make a page of them")
    .description(
      "Prints the reports of versions, or writes them as one page to read and compare\n" +
        "in a browser: of every version below the results folder, where none is named.\n" +
        "A version is experiment@2, experiment for its latest, a folder, or git:REV:VERSION.",
    )
    .argument("[versions...]", "versions")
    .addOption(options.results())
    .option("--html <file>", "write a page, which needs no network and no other file")
    .action(async (versions: string[], given) => {
      end(await (await import("./commands/report.ts")).report(versions, given, output));
    });
  root
    .command("verify")
    .usage("[options] VERSIONS…")
    .summary("run a version again and compare every byte")
    .description(
      "Runs versions again, elsewhere and on the engine that made them, and compares\n" +
        "every file that is the same for equal runs.\n" +
        "A version is experiment@2, experiment for its latest, or a folder.",
    )
    .argument("<versions...>", "versions")
    .addOption(options.results())
    .addOption(options.offline())
    .addOption(options.workers())
    .addOption(options.json())
    .action(async (versions: string[], given) => {
      end(await (await import("./commands/verify.ts")).verify(versions, given, output, interrupt()));
    });
  root.commandsGroup("Setting up");
  root
    .helpCommand(false)
    .command("help")
    .usage("[COMMAND]")
    .summary("print a command's help")
    .argument("[command]", "its name")
    .action((name?: string) => (name === undefined ? root : commandOf(root, name)).help());
  root
    .command("init")
    .summary("write an experiment to start from")
    .description(
      "Writes a commented experiment to start from. Never overwrites a file.\n" +
        "With --git and no file it only tells git how to show versions in a diff.",
    )
    .usage("[options] [FILE]")
    .argument("[file]", "the file to write (default: experiments/first.yaml)")
    .option("--git", "tell git, in this clone, how to show versions in a diff", false)
    .addOption(options.results())
    .action(async (file: string | undefined, { git, results }) => {
      if (git) end(await (await import("./commands/init-git.ts")).initGit(results, output));
      if (git && file === undefined) return;
      end(await (await import("./commands/init.ts")).init(file ?? "experiments/first.yaml", output));
    });
  root
    .command("datasets")
    .summary("list the data sets known by name")
    .description("Lists the data sets known by name, and which are in the cache already.")
    .addOption(options.json())
    .action(async (given) => {
      end(await (await import("./commands/datasets.ts")).datasets(given, output));
    });
  root
    .command("doctor")
    .summary("say what was found on this machine")
    .description("Says what was found on this machine: Node, engines, the cache, the results folder, git.")
    .addOption(options.results())
    .addOption(options.json())
    .addOption(options.install())
    .addOption(options.from())
    .action(async ({ install, from, ...given }) => {
      if (install !== undefined) {
        end((await import("./commands/install.ts")).installTensorflow(from, output));
      } else if (from !== undefined) {
        throw new RunExpError("usage", "--from says what --install takes", "add --install tensorflow");
      } else end(await (await import("./commands/doctor.ts")).doctor(given, output));
    });
  root
    .command("schema")
    .summary("print the JSON Schema of experiment files")
    .description("Prints the JSON Schema of experiment files, which editors complete and check from.")
    .option("--write <folder>", "write all schemas into a folder")
    .option("--check <folder>", "fail where a folder's schemas are not those of this version")
    .action(async (given) => {
      end(await (await import("./commands/schema.ts")).schema(given, output));
    });
  return root;
}

/** The library's message in the form of all others. */
function inOurWords(text: string): string {
  return text.replace(/^error: /, "").replace(/^\(Did you mean (.+)\?\)$/m, "  did you mean $1?");
}

/** What an option is for, its choices, and its default where that tells something. */
function optionDescription({ description, argChoices, defaultValue }: Option): string {
  const facts = [
    ...(argChoices === undefined ? [] : [argChoices.join(", ")]),
    ...(typeof defaultValue === "string" ? [`default: ${defaultValue}`] : []),
  ];
  return facts.length === 0 ? description : `${description} (${facts.join("; ")})`;
}

const EXAMPLES = `
Examples:
  run-exp init                                   write experiments/first.yaml
  run-exp experiments/first.yaml                 run it; run again: up to date
  run-exp validate experiments/*.yaml            find all mistakes
  run-exp plan FILE --set train.epochs=5         what would run, and why
  run-exp run FILE --json > events.jsonl         one event a line

Exit codes: 0 done, 1 a run failed, 2 an invalid file or call,
  3 a threshold of diff was crossed, 130 interrupted.`;

/** Throws where no file is named, or where what is named is a misspelt command: `run` may be left out. */
function requireFiles(command: string, files: readonly string[], root: Command): void {
  const [first] = files;
  if (first === undefined) {
    throw new RunExpError(
      "no-file",
      `run-exp ${command} needs an experiment file`,
      "run-exp init writes one to start from; run-exp --help lists the commands",
    );
  }
  if (command !== "run" || /[./\\*?[{]/.test(first) || first === "-" || existsSync(first)) return;
  const near = nearestCommand(root, first);
  throw new RunExpError(
    "unknown-command",
    `${first} is neither a command nor a file`,
    near === undefined
      ? "run-exp --help lists the commands; experiment files end in .yaml"
      : `did you mean \`run-exp ${[near, ...files.slice(1)].join(" ")}\`?`,
  );
}

/** The command of a name; throws where there is none. */
function commandOf(root: Command, name: string): Command {
  const found = root.commands.find((own) => own.name() === name);
  if (found !== undefined) return found;
  const near = nearestCommand(root, name);
  throw new RunExpError(
    "unknown-command",
    `${name} is not a command`,
    near === undefined ? "run-exp --help lists the commands" : `did you mean \`run-exp help ${near}\`?`,
  );
}

function nearestCommand(root: Command, name: string): string | undefined {
  return nearest(
    name,
    root.commands.map((own) => own.name()),
  );
}
