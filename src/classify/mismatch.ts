import type { ProseSegment } from '../text/prose.ts';
import type { Classifier } from './classifier.ts';
import { certainFrom, notLanguage } from './result.ts';
import { countScripts } from './scripts.ts';

/** A text is in a language that a model has not learned to read. */
export interface LanguageMismatch {
  /** ISO 639-1. */
  readonly language: string;
  readonly confidence: number;
  /** What the model reads. */
  readonly reads: readonly string[];
}

/** So much prose is looked at; its first and last paragraphs, and some between, are enough to tell a document's language. */
const lookedAt = { characters: 20_000, paragraphs: 24, charactersOfEach: 300 };

/** A document's beginning, and all of it: the beginning has been read ahead. */
export interface Peeked {
  readonly beginning: readonly ProseSegment[];
  readonly all: AsyncIterable<ProseSegment>;
}

/** Reads the beginning of a document ahead, as much as its language is told from. */
export async function peek(prose: AsyncGenerator<ProseSegment>): Promise<Peeked> {
  const beginning: ProseSegment[] = [];
  for (let characters = 0; characters < lookedAt.characters; characters += beginning.at(-1)!.text.length) {
    const next = await prose.next();
    if (next.done) break;
    beginning.push(next.value);
  }
  async function* all(): AsyncGenerator<ProseSegment> {
    yield* beginning;
    yield* prose;
  }
  return { beginning, all: all() };
}

/** The same of a document whose prose is all at hand. */
export function peekSegments(segments: readonly ProseSegment[]): ProseSegment[] {
  let characters = 0;
  const end = segments.findIndex(({ text }) => (characters += text.length) >= lookedAt.characters);
  return segments.slice(0, end < 0 ? segments.length : end + 1);
}

/**
 * Which texts are in a language that a model does not read: the language whose paragraphs have most letters, each counted by how probable its answer is.
 * @param languages of the model: ISO 639 codes, `*` for any
 * @param detector the language model
 * @param beginnings of texts
 * @returns a text each; undefined where the language fits, or cannot be told
 */
export async function findMismatches(
  languages: readonly string[], detector: Classifier, beginnings: readonly (readonly ProseSegment[])[], signal: AbortSignal | undefined,
): Promise<(LanguageMismatch | undefined)[]> {
  if (languages.includes('*')) return beginnings.map(() => undefined);
  const samples = beginnings.map(sampleOf);
  const results = await detector.classify(samples.flat(), { topScores: 1, ...(signal && { signal }) });
  let next = 0;
  return samples.map((sample) => {
    const shares = new Map<string, number>();
    let letters = 0;
    for (const text of sample) {
      const { label, confidence } = results[next++];
      if (label === null || label === notLanguage) continue;
      const weight = countScripts(text).letters;
      letters += weight;
      shares.set(label, (shares.get(label) ?? 0) + weight * confidence);
    }
    const [[language, share] = ['', 0]] = [...shares].sort((a, b) => b[1] - a[1]);
    return share < certainFrom * letters || letters === 0 || languages.includes(language) ? undefined : { language, confidence: share / letters, reads: languages };
  });
}

/** Paragraphs from all over a text, cut short: a few lines tell a language. */
function sampleOf(beginning: readonly ProseSegment[]): string[] {
  const step = Math.max(1, beginning.length / lookedAt.paragraphs);
  return Array.from({ length: Math.min(beginning.length, lookedAt.paragraphs) }, (_, i) => beginning[Math.floor(i * step)].text.slice(0, lookedAt.charactersOfEach));
}
