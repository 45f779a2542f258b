import { CalibrationBins } from '../nn/metrics/calibrationBins.ts';
import type { LabelScores } from '../nn/metrics/labelCounts.ts';
import { LabelCounts } from '../nn/metrics/labelCounts.ts';
import type { ModelMetadata } from '../onnx/metadata.ts';
import type { ClassifyOptions } from './classifier.ts';
import type { Classification } from './result.ts';

/** How well a model does on labelled texts; see LabelCounts for the averages. */
export interface ModelScores {
  readonly n: number;
  readonly accuracy: number;
  readonly microF1: number;
  readonly macroF1: number;
  readonly macroRecall: number;
  readonly macroAccuracy: number;
  /** Expected calibration error: of the answer's probability; for a multi-label model, of the probability of each label of each text. */
  readonly ece: number;
  readonly perLabel: Readonly<Record<string, LabelScores>>;
}

/** Collects answers and what they should have been; its memory does not grow with their number. */
export class ScoreBoard {
  /** Gold labels that are none of the model's or none of the candidates: counted as wrong. */
  readonly unanswerable = new Set<string>();
  /** What the answers must hold. */
  readonly needs: Pick<ClassifyOptions, 'topScores'>;
  readonly #indices: Map<string, number>;
  readonly #counts: LabelCounts;
  readonly #bins = new CalibrationBins();
  readonly #multiple: boolean;

  /** @param candidates the labels that could be answered; all of the model's, if left out */
  constructor(metadata: ModelMetadata, candidates?: readonly string[]) {
    const labels = metadata.labels.map((label) => label.name);
    this.#indices = new Map(labels.filter((label) => !candidates || candidates.includes(label)).map((label, i) => [label, i]));
    this.#counts = new LabelCounts(this.#indices.size);
    this.#multiple = metadata.target.kind === 'multiple';
    this.needs = this.#multiple ? {} : { topScores: 1 };
  }

  get n(): number {
    return this.#counts.n;
  }

  add(gold: readonly string[], { labels, scores, confidence }: Classification): void {
    const expected = [...new Set(gold)].map((label) => this.#indexOf(label));
    const predicted = labels.map((label) => this.#indexOf(label));
    this.#counts.add(expected, predicted);
    if (this.#multiple) for (const { label, score } of scores) this.#bins.add(score, gold.includes(label));
    else this.#bins.add(confidence, predicted.length === 1 && expected.includes(predicted[0]));
  }

  scores(): ModelScores {
    const macro = this.#counts.macro();
    return {
      n: this.n,
      accuracy: this.#counts.accuracy(),
      microF1: this.#counts.micro().f1,
      macroF1: macro.f1,
      macroRecall: macro.recall,
      macroAccuracy: this.#counts.macroAccuracy(),
      ece: this.#bins.expectedError(),
      perLabel: Object.fromEntries([...this.#indices].map(([label, index]) => [label, this.#counts.label(index)])),
    };
  }

  #indexOf(label: string): number {
    let index = this.#indices.get(label);
    if (index === undefined) {
      index = this.#indices.size;
      this.#indices.set(label, index);
      this.unanswerable.add(label);
    }
    return index;
  }
}
