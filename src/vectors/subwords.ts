const encoder = new TextEncoder();

/** The n-gram settings of a fastText model. */
export interface SubwordSettings {
  /** Shortest and longest n-gram in code points, counted with the boundary marks; longest 0: none. */
  readonly minimumLength: number;
  readonly maximumLength: number;
  /** Rows of the n-gram table. */
  readonly buckets: number;
}

/**
 * fastText's hash of an n-gram: FNV-1a, 32 bits, each byte sign-extended as its C++ `char` is (Dictionary::hash).
 * @param bytes UTF-8
 */
export function ngramHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 2166136261;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ ((bytes[i] << 24) >> 24), 16777619);
  return hash >>> 0;
}

/**
 * Calls `use(bucket)` for every n-gram of `<word>`, in fastText's order: from each code point, shortest first; a lone boundary
 * mark is no n-gram (Dictionary::computeSubwords; Bojanowski et al. 2017).
 */
export function forEachNgram(word: string, settings: SubwordSettings, use: (bucket: number) => void): void {
  const bytes = encoder.encode(`<${word}>`);
  const { length } = bytes;
  for (let i = 0; i < length; i++) {
    if (isContinuation(bytes[i])) continue;
    let end = i;
    for (let n = 1; end < length && n <= settings.maximumLength; n++) {
      end++;
      while (end < length && isContinuation(bytes[end])) end++;
      if (n < settings.minimumLength || (n === 1 && (i === 0 || end === length))) continue;
      use(ngramHash(bytes, i, end) % settings.buckets);
    }
  }
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** The n-gram vectors of a fastText model: vectors for words it never saw. */
export class Subwords {
  readonly settings: SubwordSettings;
  readonly dimensions: number;
  /** [buckets, dimensions], row-major; with a pruned model only the kept rows. */
  readonly matrix: Float32Array;
  /** Bucket -> row of the matrix, in row order; undefined where all buckets are kept. */
  private readonly kept: ReadonlyMap<number, number> | undefined;

  constructor(settings: SubwordSettings, dimensions: number, matrix: Float32Array, kept?: ReadonlyMap<number, number>) {
    this.settings = settings;
    this.dimensions = dimensions;
    this.matrix = matrix;
    this.kept = kept;
  }

  /** [rows] the bucket of each row of a pruned model's matrix; undefined where all buckets are kept. */
  keptBuckets(): Uint32Array | undefined {
    return this.kept && Uint32Array.from(this.kept.keys());
  }

  /** The inverse of `keptBuckets`. */
  static keptFrom(buckets: Uint32Array | undefined): Map<number, number> | undefined {
    return buckets && new Map(Array.from(buckets, (bucket, row) => [bucket, row]));
  }

  /** Adds the n-gram vectors of a word to `out` [dimensions]; returns how many there were. */
  addNgrams(word: string, out: Float32Array): number {
    const { dimensions, matrix, kept } = this;
    let count = 0;
    forEachNgram(word, this.settings, (bucket) => {
      const row = kept === undefined ? bucket : kept.get(bucket);
      if (row === undefined) return;
      for (let i = 0, j = row * dimensions; i < dimensions; i++, j++) out[i] += matrix[j];
      count++;
    });
    return count;
  }

  /** The mean of the word's n-gram vectors; undefined for a word without n-grams. */
  vectorOf(word: string): Float32Array | undefined {
    const sum = new Float32Array(this.dimensions);
    const count = this.addNgrams(word, sum);
    if (count === 0) return undefined;
    for (let i = 0; i < sum.length; i++) sum[i] /= count;
    return sum;
  }
}
