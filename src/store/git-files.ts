/** What git is told of a results folder. */
export const GIT_FILES: Readonly<Record<string, string>> = {
  ".gitignore": `# Weights, which are made again from the experiment, event files, which hold times, and work that goes on.
*.bin
events.out.tfevents.*
.*
!.git*
`,
  ".gitattributes": `# Line ends stay as they are.
* -text
# Made anew from the versions by every run and by run-exp list: a merge takes the lines of both sides.
index.csv merge=union linguist-generated
# Where two made the same run, their times differ and nothing else: a merge leaves one of both whole.
env.json -merge
# Made from the rest: code hosts fold them, and git names them only, once run-exp init --git told it to.
*.svg linguist-generated diff=run-exp-generated
*.html linguist-generated diff=run-exp-generated
model.json linguist-generated diff=run-exp-generated
SHA256SUMS linguist-generated diff=run-exp-generated
# As people like to read them, once run-exp init --git told git how.
history.csv diff=run-exp-history
[0-9][0-9][0-9][0-9].csv diff=run-exp-history
metrics.json diff=run-exp-metrics
`,
};

/**
 * The same for two folders that are compared as trees (`git diff main:results/cnn/v001 main:results/cnn/v002`), where
 * paths start in the versions and git looks for no file in results/: by names that nothing else has.
 */
export const TREE_ATTRIBUTES = [
  "history.csv diff=run-exp-history",
  "metrics.json diff=run-exp-metrics",
  "learning-curves.svg diff=run-exp-generated",
  "SHA256SUMS diff=run-exp-generated",
];

/** Whether git leaves a file out, by its name or path; a clone therefore lacks it. */
export function isIgnored(path: string): boolean {
  return /\.bin$|(^|\/)events\.out\.tfevents\.[^/]*$/.test(path);
}
