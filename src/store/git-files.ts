/**
 * What git is told of a results folder. Patterns are of names and not of paths: where git compares two folders that are
 * no commits' roots (`git diff main:results/cnn/v001 main:results/cnn/v002`), paths start elsewhere, but names are the
 * same.
 */
export const GIT_FILES: Readonly<Record<string, string>> = {
  ".gitignore": `# Weights, which are made again from the experiment, and work that goes on.
*.bin
.*
!.git*
`,
  ".gitattributes": `# Line ends stay as they are.
* -text
# Made anew from the versions by every run and by run-exp list: a merge takes the lines of both sides.
index.csv merge=union
`,
};

/** Whether git leaves a file out, by its name; a clone therefore lacks it. */
export function isIgnored(name: string): boolean {
  return name.endsWith(".bin");
}
