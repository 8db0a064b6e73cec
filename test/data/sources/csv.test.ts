import { suite } from "uvu";
import * as assert from "uvu/assert";
import { describeDataset } from "../../../src/data/open.ts";
import { contextIn, type Files, inFolder, loadSection, problemOf, sectionOf } from "../fixtures.ts";

const test = suite("data/sources/csv");

const FLOWERS = "length,width,colour,kind\n1.5,2,red,rose\n3,4,blue,iris\n5,6,red,iris\n";

/** The training samples of a table, and what is known of them. */
function read(table: string | Uint8Array, options: object, more: Files = {}) {
  return inFolder({ "table.csv": table, ...more }, async (folder) => {
    const data = await loadSection(sectionOf("csv", { path: "table.csv", ...options }), contextIn(folder));
    const rows = ({ count, features: { storage, shape } }: typeof data.train) =>
      Array.from({ length: count }, (_, row) => [...storage.slice(row * shape[0]!, (row + 1) * shape[0]!)]);
    return {
      ...data,
      rows: rows(data.train),
      labels: [...data.train.labels.values],
      testRows: data.test === undefined ? undefined : rows(data.test),
      testLabels: data.test === undefined ? undefined : [...data.test.labels.values],
    };
  });
}

function refusal(table: string | Uint8Array, options: object, more: Files = {}) {
  return inFolder({ "table.csv": table, ...more }, (folder) =>
    problemOf(() => describeDataset(sectionOf("csv", { path: "table.csv", ...options }), { folder })),
  );
}

test("numeric columns are features in order, and the target's words are classes in order", async () => {
  const { rows, labels, classes, shape } = await read(FLOWERS, {
    target: "kind",
    columns: ["length", "width"],
  });
  assert.equal(rows, [
    [1.5, 2],
    [3, 4],
    [5, 6],
  ]);
  assert.equal(classes, ["iris", "rose"]);
  assert.equal(labels, [1, 0, 0]);
  assert.equal(shape, [2]);
});

test("columns are taken in the order they are listed", async () => {
  assert.equal((await read(FLOWERS, { target: "kind", columns: ["width", "length"] })).rows[0], [2, 1.5]);
});

test("a categorical column is one feature a category, in order", async () => {
  const { rows } = await read(FLOWERS, { target: "kind", categorical: ["colour"] });
  assert.equal(rows, [
    [1.5, 2, 0, 1],
    [3, 4, 1, 0],
    [5, 6, 0, 1],
  ]);
});

test("a numeric target is predicted as it is", async () => {
  const { labels, rows, classes, train } = await read("x,y\n1,-2.5\n3,4e2\n", {
    target: "y",
    targetKind: "number",
  });
  assert.equal([labels, rows, classes], [[-2.5, 400], [[1], [3]], undefined]);
  assert.equal([train.labels.kind, train.labels.shape], ["vector", [1]]);
});

test("without a header, columns are called by their numbers", async () => {
  const { rows, classes } = await read("1,a,5\n2,b,6\n", { target: "2", header: false });
  assert.equal(
    [rows, classes],
    [
      [
        [1, 5],
        [2, 6],
      ],
      ["a", "b"],
    ],
  );
});

test("classes that are numbers stand in numeric order, others in that of their code units", async () => {
  assert.equal((await read("x,k\n1,10\n2,9\n3,-1\n4,2.5\n", { target: "k" })).classes, [
    "-1",
    "2.5",
    "9",
    "10",
  ]);
  assert.equal((await read("x,k\n1,10\n2,9\n3,a\n", { target: "k" })).classes, ["10", "9", "a"]);
  assert.equal((await read("x,k\n1,ä\n2,z\n3,B\n4,a\n", { target: "k" })).classes, ["B", "a", "z", "ä"]);
});

test("another delimiter, quotes, a byte order mark and any line ends are read", async () => {
  const columns = ["a", "b"];
  const expected = [
    [1, 2],
    [3, 4],
  ];
  const tables: [string, object][] = [
    ["\ufeffa,b,k\n1,2,x\n3,4,y\n", {}],
    ["a,b,k\r\n1,2,x\r\n3,4,y\r\n", {}],
    ["a,b,k\r\n1,2,x\n\n3,4,y", {}],
    ["a;b;k\n1;2;x\n3;4;y\n", { delimiter: ";" }],
    ["a\tb\tk\n1\t2\tx\n3\t4\ty\n", { delimiter: "\t" }],
    ['a,b,k\n"1",2,"x, ""or"" y"\n3, 4 ,"two\nlines"\n', {}],
  ];
  for (const [table, options] of tables) {
    assert.equal((await read(table, { target: "k", columns, ...options })).rows, expected, table);
  }
});

test("a test file is read with the categories and classes of the training file", async () => {
  const { testRows, testLabels } = await read(
    FLOWERS,
    { target: "kind", testPath: "test.csv", categorical: ["colour"] },
    { "test.csv": "kind,colour,width,length\nrose,blue,7,8\n" },
  );
  assert.equal([testRows, testLabels], [[[8, 7, 1, 0]], [1]]);
});

test("an empty cell is a problem that names its row and column", async () => {
  const problem = await refusal("a,b,k\n1,2,x\n\n3,,y\n", { target: "k" });
  assert.equal(problem.path, ["source", "csv", "path"]);
  assert.is(problem.message, "table.csv:4: column `b` is empty");
  const later = await refusal('a,b,k\n1,2,"x\ny"\n3,NA,"z\nw"\n', { target: "k" });
  assert.match(later.message, 'table.csv:4: column `b` holds "NA"');
});

test("a missing target and a missing category are problems as well", async () => {
  assert.match(
    (await refusal("a,k\n1,x\n2,\n3,y\n", { target: "k" })).message,
    "table.csv:3: the target `k` is empty",
  );
  const problem = await refusal("a,c,k\n1,?,x\n2,p,y\n", { target: "k", categorical: ["c"] });
  assert.match(problem.message, 'table.csv:2: column `c` holds "?"');
});

test("missing values are filled by what the training samples hold", async () => {
  const table = "a,c,k\n1,p,x\n,,y\n5,q,x\n6,q,y\n";
  const options = { target: "k", categorical: ["c"] };
  assert.equal((await read(table, { ...options, missing: "mean" })).rows[1], [4, 0, 1]);
  assert.equal((await read(table, { ...options, missing: "median" })).rows[1], [5, 0, 1]);
  assert.equal((await read(table, { ...options, missing: "mostFrequent" })).rows[1], [1, 0, 1]);
});

test("only training samples decide how gaps are filled, not those held out", async () => {
  const rows = Array.from({ length: 20 }, (_, row) => `${row === 3 ? "" : 1000 * row},${"xy"[row % 2]}`);
  await inFolder({ "table.csv": `a,k\n${rows.join("\n")}` }, async (folder) => {
    const options = { path: "table.csv", target: "k", missing: "mean" };
    const section = sectionOf("csv", options, { split: { validation: 0.5 } });
    const { train, validation } = await loadSection(section, contextIn(folder));
    const written = [...train.features.storage].filter((value) => value % 1000 === 0);
    const filled = [...train.features.storage, ...validation!.features.storage].filter(
      (value) => value % 1000 !== 0,
    );
    assert.equal(filled, [Math.fround(written.reduce((sum, value) => sum + value, 0) / written.length)]);
  });
});

test("a column without values cannot be filled, and is named", async () => {
  const problem = await inFolder({ "table.csv": "a,b,k\n1,,x\n2,,y\n" }, (folder) =>
    problemOf(() =>
      loadSection(sectionOf("csv", { path: "table.csv", target: "k", missing: "mean" }), contextIn(folder)),
    ),
  );
  assert.equal(problem.path, ["source", "csv", "missing"]);
  assert.match(problem.message, "`b`");
});

const REFUSED: readonly {
  readonly what: string;
  readonly table: string | Uint8Array;
  readonly options?: object;
  readonly more?: Files;
  readonly at: readonly (string | number)[];
  readonly says: string;
}[] = [
  { what: "a file without rows", table: "a,k\n", at: ["path"], says: "no rows" },
  { what: "an empty file", table: "", at: ["path"], says: "no rows" },
  { what: "a file of blanks", table: " \n\n", at: ["path"], says: "no rows" },
  {
    what: "a row that is too long",
    table: "a,k\n1,x\n2,y,3\n",
    at: ["path"],
    says: "table.csv:3: 3 cells, and the first row has 2",
  },
  {
    what: "a row that is too short",
    table: "a,b,k\n1,2,x\n\n3,y\n",
    at: ["path"],
    says: "table.csv:4: 2 cells",
  },
  { what: "two columns of one name", table: "a,a,k\n1,2,x\n", at: ["path"], says: 'two columns called "a"' },
  {
    what: "a quote that never closes",
    table: 'a,k\n1,"x\n2,y\n3,z\n',
    at: ["path"],
    says: "ends inside a quoted cell",
  },
  {
    what: "text after a closing quote",
    table: 'a,k\n1,"x"y\n',
    at: ["path"],
    says: "table.csv:2: a quoted cell goes on",
  },
  {
    what: "a quote inside a bare cell",
    table: 'a,k\n1,x"y\n',
    at: ["path"],
    says: "table.csv:2: a quote stands inside",
  },
  { what: "a NUL byte", table: "a,k\n1,x\0\n2,y\n", at: ["path"], says: "NUL byte" },
  { what: "UTF-16", table: Buffer.from("\ufeffa,k\n1,é\n", "utf16le"), at: ["path"], says: "not UTF-8" },
  { what: "Latin-1", table: Buffer.from("a,k\n1,é\n2,y\n", "latin1"), at: ["path"], says: "not UTF-8" },
  {
    what: "a word among numbers",
    table: "a,k\n1,x\nmany,y\n",
    at: ["path"],
    says: 'table.csv:3: column `a` holds "many"',
  },
  { what: "infinity", table: "a,k\ninf,x\n1,y\n", at: ["path"], says: '"inf", which is no 32-bit number' },
  { what: "a number beyond double precision", table: "a,k\n1e999,x\n1,y\n", at: ["path"], says: '"1e999"' },
  { what: "a number beyond 32 bits", table: "a,k\n1e39,x\n1,y\n", at: ["path"], says: '"1e39"' },
  { what: "a hexadecimal number", table: "a,k\n0x10,x\n1,y\n", at: ["path"], says: '"0x10"' },
  { what: "a decimal comma", table: 'a,k\n"1,5",x\n1,y\n', at: ["path"], says: '"1,5"' },
  {
    what: "a cell that is not a number where the target is to be one",
    table: "a,k\n1,x\n",
    options: { targetKind: "number" },
    at: ["target"],
    says: 'table.csv:2: the target `k` is "x"',
  },
  { what: "a target that is not there", table: "a,kind\n1,x\n", at: ["target"], says: "no column `k`" },
  {
    what: "a column that is not there",
    table: "a,k\n1,x\n",
    options: { columns: ["a", "b"] },
    at: ["columns", 1],
    says: "no column `b`",
  },
  {
    what: "the target among the features",
    table: "a,k\n1,x\n",
    options: { columns: ["k"] },
    at: ["columns", 0],
    says: "is the target",
  },
  {
    what: "a column listed twice",
    table: "a,k\n1,x\n",
    options: { columns: ["a", "a"] },
    at: ["columns", 1],
    says: "listed twice",
  },
  {
    what: "a categorical column that is not there",
    table: "a,k\n1,x\n",
    options: { categorical: ["b"] },
    at: ["categorical", 0],
    says: "no column `b`",
  },
  {
    what: "a categorical column that is no feature",
    table: "a,b,k\n1,2,x\n",
    options: { columns: ["a"], categorical: ["b"] },
    at: ["categorical", 0],
    says: "not among columns",
  },
  {
    what: "a categorical column without values",
    table: "a,b,k\n1,,x\n2,,y\n",
    options: { categorical: ["b"], missing: "mean" },
    at: ["categorical", 0],
    says: "empty in every row",
  },
  { what: "nothing but a target", table: "k\nx\ny\n", at: ["path"], says: "no column but the target" },
  { what: "a single class", table: "a,k\n1,x\n2,x\n", at: ["target"], says: 'is "x" in every row' },
  {
    what: "one number written in two ways",
    table: "a,k\n1,1\n2,1.0\n",
    at: ["target"],
    says: '"1" and "1.0"',
  },
  {
    what: "a delimiter that is a quote",
    table: "a,k\n1,x\n",
    options: { delimiter: '"' },
    at: ["delimiter"],
    says: "quotes or line breaks",
  },
  {
    what: "a delimiter that is a line break",
    table: "a,k\n1,x\n",
    options: { delimiter: "\n" },
    at: ["delimiter"],
    says: "quotes or line breaks",
  },
  {
    what: "a test file that is not there",
    table: "a,k\n1,x\n2,y\n",
    options: { testPath: "no.csv" },
    at: ["testPath"],
    says: "no.csv does not exist",
  },
  {
    what: "a test file without the target",
    table: "a,k\n1,x\n2,y\n",
    options: { testPath: "t.csv" },
    more: { "t.csv": "a,b\n1,x\n" },
    at: ["testPath"],
    says: "t.csv has no column `k`",
  },
  {
    what: "a test file without a feature",
    table: "a,k\n1,x\n2,y\n",
    options: { testPath: "t.csv" },
    more: { "t.csv": "b,k\n1,x\n" },
    at: ["testPath"],
    says: "t.csv has no column `a`",
  },
  {
    what: "a class that only the test file has",
    table: "a,k\n1,x\n2,y\n",
    options: { testPath: "t.csv" },
    more: { "t.csv": "a,k\n1,x\n1,z\n" },
    at: ["testPath"],
    says: 't.csv:3: the class "z" does not occur',
  },
  {
    what: "a category that only the test file has",
    table: "a,k\np,x\nq,y\n",
    options: { testPath: "t.csv", categorical: ["a"] },
    more: { "t.csv": "a,k\nr,x\n" },
    at: ["testPath"],
    says: 't.csv:2: the category "r" of column `a`',
  },
  {
    what: "an empty cell of the test file",
    table: "a,k\n1,x\n2,y\n",
    options: { testPath: "t.csv" },
    more: { "t.csv": "a,k\n,x\n" },
    at: ["testPath"],
    says: "t.csv:2: column `a` is empty",
  },
  {
    what: "a word in the test file",
    table: "a,k\n1,x\n2,y\n",
    options: { testPath: "t.csv" },
    more: { "t.csv": "a,k\nfew,x\n" },
    at: ["testPath"],
    says: 't.csv:2: column `a` holds "few"',
  },
];

for (const { what, table, options = {}, more = {}, at, says } of REFUSED) {
  test(`${what} is a problem at ${at.join(".")}`, async () => {
    const problem = await refusal(table, { target: "k", ...options }, more);
    assert.equal(problem.path, ["source", "csv", ...at]);
    assert.ok(problem.message.includes(says), problem.message);
  });
}

test("a huge cell is read, and cut in the message about it", async () => {
  const huge = "x".repeat(3_000_000);
  assert.equal((await read(`a,k\n1,${huge}\n2,y\n`, { target: "k" })).classes, [huge, "y"]);
  assert.ok((await refusal(`a,k\n${huge},x\n2,y\n`, { target: "k" })).message.length < 200);
});

test("a table of categories that would not fit in memory is refused before it is made", async () => {
  const rows = Array.from({ length: 30_000 }, (_, row) => `id${row},${"xy"[row % 2]}`);
  const problem = await refusal(`id,k\n${rows.join("\n")}`, { target: "k", categorical: ["id"] });
  assert.equal(problem.path, ["source", "csv", "path"]);
  assert.match(problem.message, "30000 samples of 30000 features");
});

test("a table with very many columns names a few of them", async () => {
  const names = Array.from({ length: 5000 }, (_, at) => `c${at}`);
  const problem = await refusal(`${names.join(",")}\n${names.map(() => 1).join(",")}\n`, { target: "k" });
  assert.ok(problem.hint.length < 300, problem.hint);
  assert.match(problem.hint, "4980 more");
});

test("a folder, a link to itself and a name that cannot be are problems at the path", async () => {
  assert.match((await refusal("", { path: ".", target: "k" })).message, "is a folder, not a file");
  assert.match((await refusal("", { path: "a\0b", target: "k" })).message, "cannot be the name of a file");
  assert.match(
    (await refusal("", { path: "n".repeat(300), target: "k" })).message,
    "cannot be the name of a file",
  );
  assert.match((await refusal("", { path: "table.csv/x", target: "k" })).message, "is no folder");
});

test.run();
