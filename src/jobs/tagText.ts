import { idsOf } from '../nn/evaluator.ts';
import { readModelFile } from '../onnx/modelFile.ts';
import { createSession } from '../onnx/runtime.ts';
import type { TriedText } from '../protocol/training.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import { WordScanner } from '../text/wordScanner.ts';
import { softmaxAnswer } from './logits.ts';
import { encodeTokens } from './prepareData.ts';

/**
 * Tags the words of a text, up to the model's maximum length.
 * @throws LexiscopeError of the model's file
 */
export async function tagText(file: string, text: string): Promise<TriedText['tags']> {
  const { bytes, metadata } = await readModelFile(file);
  const tokenizer = createTokenizer(metadata.tokenizer);
  const places: { start: number; end: number }[] = [];
  const scanner = new WordScanner(text, 256);
  while (scanner.next() && places.length < metadata.input.maximumTokens) places.push({ start: scanner.start, end: scanner.end });
  if (places.length === 0) return [];
  const encoded = encodeTokens(tokenizer, places.map(({ start, end }) => text.slice(start, end)), metadata.input.maximumTokens);
  const session = await createSession(bytes);
  try {
    const { ids, lengths } = idsOf([{ ...encoded, labels: Int32Array.of(), weight: 1 }], tokenizer.maximumIdsPerToken > 1);
    const logits = (await session.run({ ids, lengths })).logits.data as Float32Array;
    const size = metadata.labels.length;
    return places.map((place, t) => {
      const { label, confidence } = softmaxAnswer(logits.slice(t * size, (t + 1) * size), 1);
      return { ...place, tag: metadata.labels[label].name, score: confidence };
    });
  } finally {
    await session.dispose();
  }
}
