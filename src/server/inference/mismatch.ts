import type { Classifier } from '../../classify/classifier.ts';
import { readDocument } from '../../classify/document.ts';
import { certainFrom, notLanguage } from '../../classify/result.ts';
import type { LanguageMismatch } from '../../protocol/analysis.ts';
import type { ProseSegment } from '../../text/prose.ts';

/** So much prose is looked at; its first and last paragraphs, and some between, are enough to tell a document's language. */
const lookedAt = { characters: 20_000, paragraphs: 24 };

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
 * Whether a text is in a language that a model does not read.
 * @param languages of the model: ISO 639 codes, `*` for any
 * @param detector the language model
 */
export async function findMismatch(languages: readonly string[], detector: Classifier, beginning: readonly ProseSegment[], signal: AbortSignal | undefined): Promise<LanguageMismatch | undefined> {
  if (languages.includes('*') || beginning.length === 0) return undefined;
  const step = Math.max(1, beginning.length / lookedAt.paragraphs);
  const sample = Array.from({ length: Math.min(beginning.length, lookedAt.paragraphs) }, (_, i) => beginning[Math.floor(i * step)]);
  const { label, confidence } = await readDocument(detector, sample, signal ? { signal } : {});
  if (label === null || label === notLanguage || confidence < certainFrom || languages.includes(label)) return undefined;
  return { language: label, confidence, reads: languages };
}
