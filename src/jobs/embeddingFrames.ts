import type { Frame } from '../protocol/trainingRun.ts';
import { singularValueDecomposition } from '../vectors/denseSvd.ts';
import { leadingComponents } from '../vectors/leadingComponents.ts';
import type { VectorTable } from '../vectors/space.ts';
import { TopRows } from '../vectors/topRows.ts';

/** Neighbours are looked for among the most frequent so many words: a look takes some ten milliseconds, and rare words move most by chance. */
const searchedWords = 20_000;
const neighbourCount = 8;
const mapWords = 250;
/** Where nobody pinned words: of these frequency ranks, the next words of some length. */
const pinnedRanks = [60, 120, 240, 480, 960, 1920];
const pinnedLength = 4;

/** Looks at word vectors while they are trained: neighbours of pinned words, and a map that moves as little as it can. */
export class EmbeddingFrames {
  readonly #table: VectorTable;
  readonly #searched: number;
  /** [searched, dimensions] of unit length. */
  readonly #units: Float32Array;
  readonly #pinned: readonly number[];
  readonly #mapped: readonly number[];
  /** The map before: [mapped, 2]. */
  #before: Float32Array | undefined;

  /** @param pinned words of one's own; those that the vocabulary lacks are left out */
  constructor(table: VectorTable, pinned: readonly string[] | undefined) {
    this.#table = table;
    this.#searched = Math.min(table.size, searchedWords);
    this.#units = new Float32Array(this.#searched * table.dimensions);
    this.#pinned = pinned && pinned.length > 0 ? rowsOf(table, pinned) : frequentRows(table);
    this.#mapped = [...new Set([...this.#pinned, ...Array.from({ length: Math.min(mapWords, table.size) }, (_, row) => row)])];
  }

  /** The vectors as they are now. */
  async take(at: Pick<Frame, 'epoch' | 'progress' | 'seconds'>): Promise<Frame> {
    this.#copyUnits();
    const neighbours = this.#pinned.map((row) => ({ word: this.#table.word(row), near: this.#neighboursOf(row) }));
    return { ...at, neighbours, map: await this.#map() };
  }

  #copyUnits(): void {
    const { dimensions } = this.#table;
    const row = new Float32Array(dimensions);
    for (let i = 0; i < this.#searched; i++) {
      this.#table.copyRow(i, row);
      scaleToUnit(row);
      this.#units.set(row, i * dimensions);
    }
  }

  #neighboursOf(row: number): { word: string; score: number }[] {
    const { dimensions } = this.#table;
    const vector = new Float32Array(dimensions);
    this.#table.copyRow(row, vector);
    scaleToUnit(vector);
    const top = new TopRows(neighbourCount);
    for (let i = 0, at = 0; i < this.#searched; i++) {
      let product = 0;
      for (let j = 0; j < dimensions; j++, at++) product += vector[j] * this.#units[at];
      if (i !== row) top.offer(i, product);
    }
    return top.sorted().map((near) => ({ word: this.#table.word(near.row), score: rounded(near.score) }));
  }

  async #map(): Promise<Frame['map']> {
    const { dimensions } = this.#table;
    const words = this.#mapped.map((row) => this.#table.word(row));
    if (words.length < 3 || dimensions < 2) return { words: [], x: [], y: [] };
    const matrix = new Float32Array(words.length * dimensions);
    const row = new Float32Array(dimensions);
    this.#mapped.forEach((index, i) => {
      this.#table.copyRow(index, row);
      scaleToUnit(row);
      matrix.set(row, i * dimensions);
    });
    const { coordinates } = await leadingComponents(matrix, words.length, dimensions, 2);
    const turned = this.#before ? turnedTowards(this.#before, coordinates) : coordinates;
    this.#before = turned;
    return { words, x: words.map((_, i) => rounded(turned[2 * i])), y: words.map((_, i) => rounded(turned[2 * i + 1])) };
  }
}

/**
 * Turns (and mirrors, if need be) a map so that it covers another as well as it can: orthogonal Procrustes (Schönemann 1966) in two dimensions.
 * The signs of principal components, and their order where variances are close, are accidents that would make a map jump.
 * @param target, map [words, 2]
 */
export function turnedTowards(target: Float32Array, map: Float32Array): Float32Array {
  const product = new Float64Array(4);
  for (let i = 0; i < map.length; i += 2) {
    for (let a = 0; a < 2; a++) for (let b = 0; b < 2; b++) product[2 * a + b] += map[i + a] * target[i + b];
  }
  const { u, v, values } = singularValueDecomposition(product, 2, 2);
  // A map without extent has no direction.
  if (!(values[1] > 0)) return map;
  const rotation = [0, 1].map((a) => [0, 1].map((b) => u[2 * a] * v[2 * b] + u[2 * a + 1] * v[2 * b + 1]));
  return Float32Array.from(map, (_, at) => {
    const b = at % 2;
    return map[at - b] * rotation[0][b] + map[at - b + 1] * rotation[1][b];
  });
}

function rowsOf(table: VectorTable, words: readonly string[]): number[] {
  const wanted = new Map(words.map((word, i) => [word, i]));
  const found: [number, number][] = [];
  for (let row = 0; row < table.size && found.length < wanted.size; row++) {
    const place = wanted.get(table.word(row));
    if (place !== undefined) found.push([place, row]);
  }
  return found.sort(([a], [b]) => a - b).map(([, row]) => row);
}

function frequentRows(table: VectorTable): number[] {
  const rows = new Set<number>();
  for (const rank of pinnedRanks) {
    for (let row = rank; row < Math.min(2 * rank, table.size); row++) {
      if (table.word(row).length >= pinnedLength && !rows.has(row)) {
        rows.add(row);
        break;
      }
    }
  }
  return [...rows];
}

function scaleToUnit(vector: Float32Array): void {
  let square = 0;
  for (const value of vector) square += value * value;
  if (square === 0) return;
  const scale = 1 / Math.sqrt(square);
  for (let i = 0; i < vector.length; i++) vector[i] *= scale;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
