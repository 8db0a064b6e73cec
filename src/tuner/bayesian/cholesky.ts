/**
 * Turns a symmetric positive definite matrix (n × n by rows; its lower triangle is read) into its lower Cholesky factor,
 * in place. False where it is not positive definite.
 */
export function factorize(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
      if (j < i) matrix[row + j] = sum / matrix[other + j]!;
      else if (sum > 0) matrix[row + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L x = b in place of b. */
export function solveLower(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * b[k]!;
    b[i] = sum / factor[i * n + i]!;
  }
}

/** Solves Lᵀ x = b in place of b. */
export function solveUpper(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / factor[i * n + i]!;
    b[i] = x;
    for (let k = 0; k < i; k++) b[k]! -= factor[i * n + k]! * x;
  }
}

/** The lower triangle of (L Lᵀ)⁻¹. */
export function inverseOf(factor: Float64Array, n: number): Float64Array {
  // M = L⁻¹, kept transposed, so that all inner loops run along rows.
  const transposed = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const column = j * n;
    transposed[column + j] = 1 / factor[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += factor[i * n + k]! * transposed[column + k]!;
      transposed[column + i] = -sum / factor[i * n + i]!;
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += transposed[i * n + k]! * transposed[j * n + k]!;
      inverse[i * n + j] = sum;
    }
  }
  return inverse;
}
