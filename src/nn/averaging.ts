import type { Parameters } from './parameters.ts';

/**
 * A running average of the parameters, which often generalises better than the last ones.
 * ema: a = d a + (1 - d) w after every step (Polyak and Juditsky 1992), done every few steps with d to that power.
 * swa: the mean of the weights after each epoch of the last part of the training (Izmailov et al. 2018).
 */
const stepsBetween = 10;

export type AveragingSettings = { readonly kind: 'none' } | { readonly kind: 'ema'; readonly decay: number } | { readonly kind: 'swa'; readonly start: number };

export class WeightAverage {
  readonly #settings: AveragingSettings;
  readonly #average: Map<string, Float32Array>;
  #epochs: number;

  /**
   * @param restored a checkpoint's average and the number of epochs in it
   */
  constructor(settings: AveragingSettings, restored?: { average: ReadonlyMap<string, Float32Array>; epochs: number }) {
    this.#settings = settings;
    this.#average = new Map(restored?.average ?? []);
    this.#epochs = restored?.epochs ?? 0;
  }

  /** Epochs in a swa average. */
  get epochs(): number {
    return this.#epochs;
  }

  /** The averaged parameters, or undefined as long as there are none. */
  get parameters(): Parameters | undefined {
    return this.#average.size > 0 ? this.#average : undefined;
  }

  afterStep(step: number, parameters: Parameters): void {
    if (this.#settings.kind !== 'ema' || step % stepsBetween !== 0) return;
    // The first steps average over fewer, so that the random start is soon forgotten.
    const decay = Math.min(this.#settings.decay, (1 + step) / (10 + step));
    this.#mix(parameters, 1 - decay ** stepsBetween);
  }

  /** @param progress share of the training that is done */
  afterEpoch(progress: number, parameters: Parameters): void {
    if (this.#settings.kind !== 'swa' || progress < this.#settings.start) return;
    this.#epochs++;
    this.#mix(parameters, 1 / this.#epochs);
  }

  #mix(parameters: Parameters, share: number): void {
    for (const [name, values] of parameters) {
      const average = this.#average.get(name);
      if (!average) {
        this.#average.set(name, values.slice());
        continue;
      }
      for (let i = 0; i < values.length; i++) average[i] += share * (values[i] - average[i]);
    }
  }
}
