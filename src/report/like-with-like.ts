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

/** What versions have in common between which a figure says who is better: the data set, and of a loss its kind. */
export function contest(version: OfExperiment, figure: string): string {
  const { dataset } = version.document as { readonly dataset?: { readonly source?: unknown } };
  return `${JSON.stringify(dataset?.source)} ${isLoss(figure) ? lossOf(version) : ""}`;
}

function lossOf({ document }: OfExperiment): string {
  const { train } = document as { readonly train?: { readonly loss?: unknown } };
  return JSON.stringify(train?.loss) ?? "";
}
