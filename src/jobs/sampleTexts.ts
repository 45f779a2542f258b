import type { EncodedExample } from '../nn/examples.ts';
import type { Parameters } from '../nn/parameters.ts';
import type { SampleRow, SampleText } from '../protocol/trainingRun.ts';
import { WordScanner } from '../text/wordScanner.ts';
import { answerOf } from './answers.ts';
import { encodeTokens } from './prepareData.ts';
import { replaceSmallFile } from './runFiles.ts';
import type { ReadyRun } from './trainClassifier.ts';
import type { Decision } from './validation.ts';

const drawn = 8;
const shownScores = 3;

/** A few fixed texts, asked again after every epoch: their answers change while the network learns. */
export class SampleTexts {
  readonly #run: ReadyRun;
  readonly #decision: Decision;
  readonly #texts: SampleText[] = [];
  readonly #examples: EncodedExample[] = [];

  /** @param chosen the person's own texts; without them, some of the validation data at even distances */
  constructor(run: ReadyRun, chosen: readonly string[] | undefined, maximumTokens: number) {
    this.#run = run;
    const { labels, target } = run.preparation;
    this.#decision = { temperature: 1, target: target === 'multiple' ? { kind: 'multiple', thresholds: labels.map(() => 0.5) } : target === 'binary' ? { kind: 'binary', threshold: 0.5 } : { kind: 'single' } };
    if (chosen && chosen.length > 0) for (const text of chosen) this.#addOwn(text, maximumTokens);
    else this.#draw();
  }

  write(file: string): void {
    replaceSmallFile(file, `${JSON.stringify(this.#texts)}\n`);
  }

  /** What the network says of them now. @param epoch from 1 */
  async answers(epoch: number, parameters: Parameters): Promise<SampleRow> {
    const { labels, target } = this.#run.preparation;
    const answers: SampleRow['answers'] = this.#examples.map(() => ({}));
    const asked = this.#examples.flatMap((example, i) => (example.idStarts.length > 1 ? [i] : []));
    if (asked.length === 0) return { epoch, answers };
    const values = await this.#run.logits(parameters, asked.map((i) => this.#examples[i]));
    const row = values.length / asked.length;
    asked.forEach((index, i) => {
      const z = values.slice(i * row, (i + 1) * row);
      if (target === 'tags') {
        const tokens = this.#examples[index].idStarts.length - 1;
        answers[index] = { tags: Array.from({ length: tokens }, (_, t) => labels[indexOfLargest(z.subarray(t * labels.length, (t + 1) * labels.length))]) };
        return;
      }
      const { probabilities } = answerOf(z, Int32Array.of(), this.#decision);
      const order = labels.map((_, label) => label).sort((a, b) => probabilities[b] - probabilities[a]).slice(0, shownScores);
      answers[index] = { scores: order.map((label) => ({ label: labels[label], score: probabilities[label] })) };
    });
    return { epoch, answers };
  }

  #addOwn(text: string, maximumTokens: number): void {
    const { preparation, tokenizer } = this.#run;
    if (preparation.target === 'tags') {
      const tokens = tokensOf(text);
      this.#texts.push({ text, tokens });
      this.#examples.push({ ...encodeTokens(tokenizer, tokens, maximumTokens), labels: Int32Array.of(), weight: 1 });
      return;
    }
    const { ids, idStarts } = tokenizer.encode(text, maximumTokens);
    this.#texts.push({ text });
    this.#examples.push({ ids, idStarts, labels: Int32Array.of(), weight: 1 });
  }

  #draw(): void {
    const { examples, texts } = this.#run.data;
    const size = examples.size('validation');
    const count = Math.min(drawn, size);
    for (let i = 0; i < count; i++) {
      const index = Math.floor((i * size) / count);
      const { text, labels, tokens } = texts.read('validation', index);
      this.#texts.push({ text, gold: [...labels], ...(tokens && { tokens: [...tokens] }) });
      this.#examples.push(examples.at('validation', index));
    }
  }
}

/** The words of a text that is to be tagged, punctuation marks among them. */
export function tokensOf(text: string): string[] {
  const scanner = new WordScanner(text, 256);
  const tokens: string[] = [];
  while (scanner.next()) tokens.push(text.slice(scanner.start, scanner.end));
  return tokens;
}

function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
