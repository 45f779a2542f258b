/** Training of CBOW and of subword models on a piece of a corpus. All addresses are in bytes; assembly/bagOfRows.ts says what lies there. */
export interface BagOfRowsKernel {
  train(
    contextsPredictCentre: number, listStarts: number, listRows: number,
    ids: number, length: number, keep: number, kept: number, input: number, output: number, stride: number, rowBytes: number, window: number, negative: number,
    thresholds: number, aliases: number, words: number, pathStarts: number, pathNodes: number, pathLabels: number, rate: number, random: number,
    scratch: number, maximumTargets: number, loss: number,
  ): number;
}

/** Bytes of scratch that `BagOfRowsKernel.train` needs. */
export function bagScratchBytes(maximumTargets: number, stride: number): number {
  return 4 * stride + 3 * 4 * (maximumTargets + 12) + 64;
}
