/** What JSON lacks, as words. */
const WORDS: readonly (readonly [word: string, value: number])[] = [
  ["number:NaN", Number.NaN],
  ["number:Infinity", Number.POSITIVE_INFINITY],
  ["number:-Infinity", Number.NEGATIVE_INFINITY],
  ["number:-0", -0],
];

/** Put before a text that would be read as something else. */
const TEXT = "text:";

/** JSON on one line that holds every number exactly, NaN, infinities and −0 too. Read it with `parseExactJson`. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === "string") return /^(number|text):/.test(inner) ? TEXT + inner : inner;
    return WORDS.find(([, number]) => Object.is(number, inner))?.[0] ?? inner;
  });
}

/** The value of a text that `exactJson` wrote. Throws a SyntaxError where it is no JSON. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, inner: unknown) => {
    if (typeof inner !== "string") return inner;
    if (inner.startsWith(TEXT)) return inner.slice(TEXT.length);
    const special = WORDS.find(([word]) => word === inner);
    return special === undefined ? inner : special[1];
  });
}
