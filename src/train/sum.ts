/**
 * A sum in double precision that carries the rounding error of each addition along, so that its error does not
 * grow with the number of terms (Neumaier, ZAMM 54, 1974). NaN and infinity go through.
 */
export class Sum {
  #sum = 0;
  #compensation = 0;

  add(value: number): void {
    const total = this.#sum + value;
    this.#compensation +=
      Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - total + value : value - total + this.#sum;
    this.#sum = total; // once NaN or infinite, it never is a finite number again
  }

  get value(): number {
    return Number.isFinite(this.#sum) ? this.#sum + this.#compensation : this.#sum;
  }
}

/** A mean on compensated sums; NaN of nothing. */
export class Mean {
  readonly #sum = new Sum();
  #count = 0;

  add(value: number): void {
    this.#sum.add(value);
    this.#count += 1;
  }

  get value(): number {
    return this.#count === 0 ? Number.NaN : this.#sum.value / this.#count;
  }
}
