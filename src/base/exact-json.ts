/** NaN and infinities, which JSON lacks, as words. */
const WORDS: Readonly<Record<string, number>> = {
  "number:NaN": Number.NaN,
  "number:Infinity": Number.POSITIVE_INFINITY,
  "number:-Infinity": Number.NEGATIVE_INFINITY,
};

/** JSON on one line that holds every number exactly, NaN and infinities too. Read it with `parseExactJson`. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "number" && !Number.isFinite(inner) ? `number:${inner}` : inner,
  );
}

/** The value of a text that `exactJson` wrote. Throws a SyntaxError where it is no JSON. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, inner: unknown) =>
    typeof inner === "string" && Object.hasOwn(WORDS, inner) ? WORDS[inner] : inner,
  );
}
