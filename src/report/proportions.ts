/** A share of so many. */
export interface Proportion {
  readonly share: number;
  readonly of: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 0.975 quantile of the normal distribution: what makes an interval one of 95 %. */
const QUANTILE = 1.959964;

/**
 * The 95 % confidence interval of a share: Wilson, "Probable inference, the law of succession, and statistical inference",
 * JASA 22, 1927. It stays within 0 … 1 and holds for shares of 0 and 1 too. `of` is above 0.
 */
export function wilson({ share, of }: Proportion): Interval {
  const square = QUANTILE ** 2;
  const middle = (share + square / (2 * of)) / (1 + square / of);
  const half =
    (QUANTILE / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of ** 2));
  return { low: Math.max(middle - half, 0), high: Math.min(middle + half, 1) };
}

/**
 * The 95 % confidence interval of the difference of two shares of different samples: Newcombe, "Interval estimation for the
 * difference between independent proportions", Statistics in Medicine 17, 1998, method 10.
 */
export function differenceInterval(first: Proportion, second: Proportion): Interval {
  const [own, other] = [wilson(first), wilson(second)];
  const difference = first.share - second.share;
  return {
    low: difference - Math.sqrt((first.share - own.low) ** 2 + (other.high - second.share) ** 2),
    high: difference + Math.sqrt((own.high - first.share) ** 2 + (second.share - other.low) ** 2),
  };
}
