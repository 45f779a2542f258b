/** Training of skip-gram on a piece of a corpus. All addresses are in bytes; assembly/skipGram.ts says what lies there. */
export interface SkipGramKernel {
  train(
    ids: number, length: number, keep: number, kept: number, input: number, output: number, stride: number, rowBytes: number, window: number, negative: number,
    thresholds: number, aliases: number, words: number, pathStarts: number, pathNodes: number, pathLabels: number, rate: number, random: number,
    scratch: number, maximumTargets: number, loss: number,
  ): number;
}

/** Bytes of scratch that `SkipGramKernel.train` needs. */
export function skipGramScratchBytes(window: number, maximumTargets: number, stride: number): number {
  const targets = maximumTargets + 8;
  return 4 * (2 * window + 2) + 3 * 4 * targets + 256 + stride + 4 * (2 * window + 2) * (targets + 4);
}
