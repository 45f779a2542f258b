/** The rows with the largest scores seen so far: a binary heap with the worst of them on top. Of equal scores the lower row is better. */
export class TopRows {
  private readonly rows: Int32Array;
  private readonly scores: Float64Array;
  private size = 0;

  /** @param capacity how many rows to keep, at least 1 */
  constructor(capacity: number) {
    this.rows = new Int32Array(capacity);
    this.scores = new Float64Array(capacity);
  }

  /** A score must be above this to be kept; -Infinity until the heap is full. */
  get threshold(): number {
    return this.size < this.rows.length ? -Infinity : this.scores[0];
  }

  offer(row: number, score: number): void {
    if (this.size < this.rows.length) {
      this.place(this.rise(this.size++, row, score), row, score);
    } else if (this.isWorse(0, row, score)) {
      this.place(this.sink(row, score), row, score);
    }
  }

  /** Best first. */
  sorted(): { row: number; score: number }[] {
    return Array.from({ length: this.size }, (_, i) => ({ row: this.rows[i], score: this.scores[i] })).sort((a, b) => b.score - a.score || a.row - b.row);
  }

  /** Whether entry i is worse than the given one. */
  private isWorse(i: number, row: number, score: number): boolean {
    return this.scores[i] < score || (this.scores[i] === score && this.rows[i] > row);
  }

  private place(i: number, row: number, score: number): void {
    this.rows[i] = row;
    this.scores[i] = score;
  }

  private rise(i: number, row: number, score: number): number {
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (this.isWorse(parent, row, score)) break;
      this.place(i, this.rows[parent], this.scores[parent]);
      i = parent;
    }
    return i;
  }

  private sink(row: number, score: number): number {
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.isWorse(child + 1, this.rows[child], this.scores[child])) child++;
      if (!this.isWorse(child, row, score)) break;
      this.place(i, this.rows[child], this.scores[child]);
      i = child;
    }
    return i;
  }
}
