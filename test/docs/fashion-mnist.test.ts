import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { studiesPage } from "../../docs/fashion-mnist.ts";

const test = suite("docs/fashion-mnist");

test("its tables are those of the committed versions; npm run studies writes them", async () => {
  const page = readFileSync("docs/fashion-mnist.md", "utf8");
  assert.is(page, await studiesPage(page));
});

test.run();
