/** A growing list of 32-bit integers, 4 bytes each. */
export class IntList {
  #values = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** A view of the values so far, until the next `push`. */
  values(): Int32Array {
    return this.#values.subarray(0, this.length);
  }
}
