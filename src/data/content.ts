import { bytesOf, sha256OfPieces } from "../base/hash.ts";
import { sizeOf } from "../base/shape.ts";
import type { OptionSchemas, OptionsOf } from "../component/schema.ts";
import type { Storage } from "./dataset.ts";
import {
  type Imputation,
  type RawData,
  type Selection,
  type Source,
  type SourceContext,
  type SourceFacts,
  source,
} from "./source.ts";

/** All that a source's files hold, read into memory. */
export interface Content {
  readonly facts: SourceFacts;
  readonly train: ContentPart;
  readonly test?: ContentPart;
  /** One line for the report, free of host paths. */
  readonly origin: string;
  readonly imputation?: Imputation;
}

export interface ContentPart {
  /** [count, …shape of a sample], row-major. */
  readonly features: Storage;
  /** [count, …shape of a label], row-major. */
  readonly labels: Float32Array;
}

/** A source whose files must be read whole before anything can be said of them. */
export function fileSource<const Name extends string, Properties extends OptionSchemas>({
  read,
  ...described
}: Omit<Source<Name, Properties>, "facts" | "open"> & {
  read(options: OptionsOf<Properties>, context: SourceContext): Promise<Content>;
}): Source<Name, Properties> {
  return source({
    ...described,
    facts: async (options, context) => (await read(options, context)).facts,
    open: async (options, context) => rawDataOf(await read(options, context)),
  });
}

/** Content as a source hands it on. */
export function rawDataOf({ facts, train, test, origin, imputation }: Content): RawData {
  const size = sizeOf(facts.shape);
  return {
    facts,
    labels: { train: train.labels, ...(test === undefined ? {} : { test: test.labels }) },
    gather: async (selections) =>
      selections.map((selection) =>
        rowsOf(partOf({ train, test }, selection).features, selection.rows, size),
      ),
    origin,
    contentHash: sha256OfPieces([train, ...(test === undefined ? [] : [test])].flatMap(piecesOf)),
    ...(imputation === undefined ? {} : { imputation }),
  };
}

/** Rows of `size` values each, copied out. */
export function rowsOf<Values extends Storage>(values: Values, rows: Uint32Array, size: number): Values {
  const chosen = emptyLike(values, rows.length * size);
  for (let to = 0; to < rows.length; to++) {
    const from = rows[to]! * size;
    chosen.set(values.subarray(from, from + size), to * size);
  }
  return chosen;
}

function emptyLike<Values extends Storage>(values: Values, length: number): Values {
  if (values instanceof Uint8Array) return new Uint8Array(length) as Values;
  if (values instanceof Int32Array) return new Int32Array(length) as Values;
  return new Float32Array(length) as Values;
}

function partOf(
  { train, test }: { readonly train: ContentPart; readonly test: ContentPart | undefined },
  { from }: Selection,
): ContentPart {
  if (from === "train") return train;
  if (test === undefined) throw new Error("test samples were selected from a source that has none");
  return test;
}

/** What the hash of a part covers: equal bytes of another type are other values. */
function piecesOf({ features, labels }: ContentPart): Uint8Array[] {
  const type =
    features instanceof Uint8Array ? "uint8" : features instanceof Int32Array ? "int32" : "float32";
  return [Buffer.from(type), bytesOf(features), bytesOf(labels)];
}
