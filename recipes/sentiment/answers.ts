import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Who can be asked for the logits of texts. */
export interface Answering {
  /**
   * @param name what the texts are called
   * @param twoClasses the texts judge something, as reviews do
   * @returns [texts, labels]
   */
  logits(name: string, texts: readonly Int32Array[], twoClasses: boolean): Promise<Float32Array>;
}

/** Keeps answers in files of the folder: they take longer than anything but the training. @throws Error where a file has the answers for other texts */
export function keptIn(folder: string, asked: Answering): Answering {
  return {
    logits: async (name, texts, twoClasses) => {
      const file = `${folder}/answers-${name}.f32`;
      if (!existsSync(file)) {
        const logits = await asked.logits(name, texts, twoClasses);
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, new Uint8Array(logits.buffer));
      }
      const bytes = readFileSync(file);
      if (bytes.length !== 12 * texts.length) throw new Error(`${file}: expected the answers for ${texts.length} texts, found ${bytes.length / 12}; remove it to have them made again`);
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    },
  };
}

/** Positive's logit less negative's, of one row of [texts, labels]. */
export function polarityOf(logits: Float32Array, row: number): number {
  return logits[3 * row + 2] - logits[3 * row];
}

/** Moves positive and negative about their middle, so that neutral stays what it was beside them. */
export function setPolarity(logits: Float32Array, row: number, polarity: number): void {
  const middle = (logits[3 * row] + logits[3 * row + 2]) / 2;
  logits[3 * row] = middle - polarity / 2;
  logits[3 * row + 2] = middle + polarity / 2;
}

/** How far a length is on the way from one to another, 0 to 1. */
export function ramp(tokens: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (tokens - from) / (to - from)));
}

/**
 * Gives somebody a share in what is said between positive and negative of texts; of those in which the share is 0 nobody is asked.
 * @param logits [texts, labels], changed
 * @param shareOf by tokens
 * @param ask for polarities, [texts]
 */
export async function sharePolarity(logits: Float32Array, texts: readonly Int32Array[], shareOf: (tokens: number) => number, ask: (texts: readonly Int32Array[]) => Promise<Float32Array>): Promise<void> {
  const rows = texts.map((_, row) => row).filter((row) => shareOf(texts[row].length) > 0);
  if (rows.length === 0) return;
  const polarities = await ask(rows.map((row) => texts[row]));
  for (const [i, row] of rows.entries()) {
    const share = shareOf(texts[row].length);
    setPolarity(logits, row, (1 - share) * polarityOf(logits, row) + share * polarities[i]);
  }
}

/** softmax of one row of [texts, labels]; without the neutral class where the data set has none. */
export function softLabel(logits: Float32Array, row: number, twoClasses: boolean): Float32Array {
  const [negative, neutral, positive] = logits.subarray(3 * row, 3 * row + 3);
  const highest = Math.max(negative, positive, twoClasses ? -Infinity : neutral);
  const weights = [Math.exp(negative - highest), twoClasses ? 0 : Math.exp(neutral - highest), Math.exp(positive - highest)];
  const total = weights[0] + weights[1] + weights[2];
  return Float32Array.from(weights, (weight) => weight / total);
}
