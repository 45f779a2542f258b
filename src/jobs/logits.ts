/** What a network's logits for one text say, and what they cost. */

/** The mean over examples, without those whose label the model does not have. */
export class MeanLoss {
  #sum = 0;
  #count = 0;

  add(loss: number): void {
    if (!Number.isFinite(loss)) return;
    this.#sum += loss;
    this.#count++;
  }

  mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }
}

/** -log softmax(z)[gold], in nats, as in training and before any temperature; Infinity for a label that the model does not have. */
export function softmaxLoss(z: Float32Array, gold: number): number {
  if (gold < 0) return Infinity;
  let maximum = -Infinity;
  for (const value of z) maximum = Math.max(maximum, value);
  let sum = 0;
  for (const value of z) sum += Math.exp(value - maximum);
  return maximum + Math.log(sum) - z[gold];
}

/** -log sigma(z) of the labels that hold and -log sigma(-z) of the others, summed as in training. */
export function sigmoidLoss(z: Float32Array, kind: 'binary' | 'multiple', gold: Int32Array): number {
  let loss = 0;
  z.forEach((value, label) => {
    const holds = kind === 'binary' ? gold[0] === 1 : gold.includes(label);
    // log(1 + exp(x)) without overflow.
    const x = holds ? -value : value;
    loss += Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
  });
  return loss;
}

/** The answer of one logit for the second of two labels. */
export function binaryAnswer(z: number, threshold: number): { label: number; confidence: number } {
  const p = sigmoid(z);
  return p >= threshold ? { label: 1, confidence: p } : { label: 0, confidence: 1 - p };
}

/** The most probable label and its probability. */
export function softmaxAnswer(z: Float32Array, temperature: number): { label: number; confidence: number } {
  let label = 0;
  for (let j = 1; j < z.length; j++) if (z[j] > z[label]) label = j;
  let sum = 0;
  for (let j = 0; j < z.length; j++) sum += Math.exp((z[j] - z[label]) / temperature);
  return { label, confidence: 1 / sum };
}

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
