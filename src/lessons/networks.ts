import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { LexiscopeError } from '../base/errors.ts';
import { createTokenizer } from '../text/createTokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { TokenId } from '../protocol/lessons.ts';

const networkSchema = v.object({ accuracy: v.number(), parameters: v.record(v.string(), v.pipe(v.array(v.number()), v.transform((values) => Float32Array.from(values)))) });
const fileSchema = v.object({
  vocabulary: v.array(v.string()), labels: v.array(v.string()),
  /** Dimensions of the embeddings, and units of the hidden states. */
  size: v.number(), heldOut: v.number(),
  networks: v.object({ dense: networkSchema, rnn: networkSchema, lstm: networkSchema }),
});

/** Trained parameters by the names that src/nn gives them. */
export type LessonParameters = Readonly<Record<string, Float32Array>>;

/** The small networks of the lessons, trained by recipes/lessons.ts. */
export interface LessonNetworks extends v.InferOutput<typeof fileSchema> {
  readonly tokenizer: Tokenizer;
}

/**
 * @param root the extension's folder
 * @throws LexiscopeError `bad-input` naming the key that is not as expected
 */
export async function readNetworks(root: string): Promise<LessonNetworks> {
  const file = path.join(root, 'media/lessons/networks.json');
  const parsed = v.safeParse(fileSchema, JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new LexiscopeError('bad-input', `${file}: ${v.summarize(parsed.issues)}`);
  const { vocabulary } = parsed.output;
  return { ...parsed.output, tokenizer: createTokenizer({ kind: 'words', normalization: { unicode: 'NFC', lowerCase: true }, punctuation: false, foldDigits: false, vocabulary, unknownBuckets: 0 }) };
}

/** Longer sentences are cut: the rest could not be looked at. */
const mostTokens = 40;

/** @throws LexiscopeError `bad-input` for a text without words */
export function lessonTokens({ tokenizer }: LessonNetworks, text: string): TokenId[] {
  const { ids, starts, ends } = tokenizer.encode(text, mostTokens);
  if (ids.length === 0) throw new LexiscopeError('bad-input', 'The text has no words');
  return Array.from(ids, (id, i) => ({ word: text.slice(starts[i], ends[i]), id }));
}
