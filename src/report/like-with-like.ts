/** What has an experiment: a version as it is stored, or as a page holds it. */
export interface OfExperiment {
  readonly document: Readonly<Record<string, unknown>>;
}

/** Whether versions were trained by one loss, down to its options: values of different ones are not compared. */
export function sameLoss(versions: readonly OfExperiment[]): boolean {
  return new Set(versions.map(lossOf)).size < 2;
}

/** Whether a figure or logged value is one of the loss: `loss`, `val_loss`, `test_loss`, `overfitting.loss`. */
export function isLoss(name: string): boolean {
  return /(^|[._])loss$/.test(name);
}

/**
 * What versions have in common between which a figure says who is better: the samples, by where they come from and how
 * they are divided, and of a loss its kind. What is done to samples before training may differ.
 */
export function contest(version: OfExperiment, figure: string): string {
  const { dataset = {} } = version.document as { readonly dataset?: Readonly<Record<string, unknown>> };
  const { source, share, split } = dataset;
  return JSON.stringify([source, share, split, isLoss(figure) ? lossOf(version) : null]);
}

function lossOf({ document }: OfExperiment): string {
  const { train } = document as { readonly train?: { readonly loss?: unknown } };
  return JSON.stringify(train?.loss) ?? "";
}
