import { createRandom } from '../base/random.ts';
import { aliasTable } from './noise.ts';
import type { PredictionModel } from './predictionModel.ts';
import { boundary } from './tokenLog.ts';
import type { EncodedCorpus } from './corpus.ts';

/** One logistic regression: the mean of `inputs` against `target`. */
interface Question {
  readonly inputs: readonly number[];
  readonly target: number;
  readonly label: number;
}

const questionsWanted = 2000;

/**
 * A fixed set of predictions, drawn once from the corpus, on which the loss is comparable between epochs and between runs with the same
 * corpus and settings, which the running loss (over words and negative samples that change all the time) is not.
 */
export class ProbeSet {
  readonly #model: PredictionModel;
  readonly #questions: readonly Question[];

  constructor(model: PredictionModel, corpus: EncodedCorpus) {
    this.#model = model;
    const { architecture, negative, noiseExponent, window } = model.settings;
    const random = createRandom(20130907);
    const noise = aliasTable(corpus.vocabulary.counts.map((count) => count ** noiseExponent));
    const draw = (): number => {
      const column = random.below(noise.aliases.length);
      return random.next() * 4294967296 < noise.thresholds[column] ? column : noise.aliases[column];
    };
    const questions: Question[] = [];
    const around = new Int32Array(2 * window + 1);
    for (let trial = 0; trial < questionsWanted && corpus.ids.length > around.length; trial++) {
      corpus.ids.read(random.below(corpus.ids.length - around.length), around);
      const centre = around[window];
      if (centre === boundary) continue;
      const left = around.subarray(0, window).lastIndexOf(boundary) + 1;
      const stop = around.indexOf(boundary, window);
      const contexts = [...around.subarray(left, window), ...around.subarray(window + 1, stop < 0 ? around.length : stop)];
      if (contexts.length === 0) continue;
      const context = contexts[random.below(contexts.length)];
      const subwords = model.lists !== undefined;
      // Which word predicts which follows the kernels: skip-gram takes the context's row against the centre, subword skip-gram the centre's rows against the context.
      const inputs = architecture === 'cbow' ? contexts : [subwords ? centre : context];
      const target = architecture === 'cbow' || !subwords ? centre : context;
      const rows = inputs.flatMap((word) => [...model.rowsOf(word)]);
      if (model.paths) {
        const { starts, nodes, labels } = model.paths;
        for (let p = starts[target]; p < starts[target + 1]; p++) questions.push({ inputs: rows, target: nodes[p], label: labels[p] });
      } else {
        questions.push({ inputs: rows, target, label: 1 });
        for (let i = 0; i < negative; i++) questions.push({ inputs: rows, target: draw(), label: 0 });
      }
    }
    this.#questions = questions;
  }

  /** Mean logistic loss in float64; NaN where the corpus is too small for a probe. */
  loss(): number {
    const { stride, settings } = this.#model;
    const input = this.#model.inputMatrix();
    const output = this.#model.outputMatrix();
    let total = 0;
    for (const { inputs, target, label } of this.#questions) {
      let product = 0;
      for (const row of inputs) for (let i = 0; i < settings.dimensions; i++) product += input[row * stride + i] * output[target * stride + i];
      product /= inputs.length;
      const wrong = label === 1 ? -product : product;
      total += Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong)));
    }
    return total / this.#questions.length;
  }
}
