import { stream } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import { rowsOf } from "../data/content.ts";
import type { Dataset, Samples, Storage } from "../data/dataset.ts";

/** The same data with a share of the training samples, drawn at random; at least one. */
export function withShare(data: Dataset, share: number, seed: number): Dataset {
  if (share === 1) return data;
  const { count, features, labels } = data.train;
  const kept = Math.max(1, Math.round(share * count));
  const rows = stream(seed, "trialShare").permutation(count).slice(0, kept).sort();
  const train: Samples = {
    count: kept,
    features: { ...features, storage: rowsOf(features.storage, rows, sizeOf(features.shape)) },
    labels: { ...labels, values: rowsOf(labels.values, rows, sizeOf(labels.shape)) },
  };
  return { ...data, train };
}

/** The same data with the validation samples among those of training. */
export function withValidationTrained({ validation, ...data }: Dataset): Dataset {
  if (validation === undefined) return data;
  const { train } = data;
  return {
    ...data,
    train: {
      count: train.count + validation.count,
      features: {
        ...train.features,
        storage: joined(train.features.storage, validation.features.storage),
      },
      labels: { ...train.labels, values: joined(train.labels.values, validation.labels.values) },
    },
  };
}

/** Both parts come from one source and went through the same steps, so their values are of one type. */
function joined<Values extends Storage>(first: Values, second: Values): Values {
  const both = new (first.constructor as new (length: number) => Values)(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
