import bagOfRows from '../../build/kernels/bagOfRows.wasm';
import cooccurrence from '../../build/kernels/cooccurrence.wasm';
import dense from '../../build/kernels/dense.wasm';
import glove from '../../build/kernels/glove.wasm';
import skipGram from '../../build/kernels/skipGram.wasm';
import sparse from '../../build/kernels/sparse.wasm';
import supervised from '../../build/kernels/supervised.wasm';
import type { BagOfRowsKernel } from './bagOfRows.ts';
import type { CooccurrenceKernel } from './cooccurrence.ts';
import type { DenseKernel } from './dense.ts';
import type { GloveKernel } from './glove.ts';
import { instantiateKernel } from './sharedArena.ts';
import type { SkipGramKernel } from './skipGram.ts';
import type { SparseKernel } from './sparse.ts';
import type { SupervisedKernel } from './supervised.ts';

/** The kernels of the trainers, by name. */
export interface TrainingKernels {
  readonly cooccurrence: CooccurrenceKernel;
  readonly sparse: SparseKernel;
  readonly dense: DenseKernel;
  readonly skipGram: SkipGramKernel;
  readonly bagOfRows: BagOfRowsKernel;
  readonly glove: GloveKernel;
  readonly supervised: SupervisedKernel;
}

/** All of them, as WebAssembly on `memory`. */
export function createTrainingKernels(memory: WebAssembly.Memory): TrainingKernels {
  return {
    cooccurrence: instantiateKernel<CooccurrenceKernel>(cooccurrence, memory),
    sparse: instantiateKernel<SparseKernel>(sparse, memory),
    dense: instantiateKernel<DenseKernel>(dense, memory),
    skipGram: instantiateKernel<SkipGramKernel>(skipGram, memory),
    bagOfRows: instantiateKernel<BagOfRowsKernel>(bagOfRows, memory),
    glove: instantiateKernel<GloveKernel>(glove, memory),
    supervised: instantiateKernel<SupervisedKernel>(supervised, memory),
  };
}
