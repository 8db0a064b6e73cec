/** 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!, whose terms are of one sign (Abramowitz, Stegun, 7.1.6). */
export function erf(x: number): number {
  if (!(Math.abs(x) < 6)) return Math.sign(x);
  if (x === 0) return x;
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-20 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
