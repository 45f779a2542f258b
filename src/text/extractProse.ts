import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../base/errors.ts';
import { extractCommitMessage } from './formats/commitMessage.ts';
import { extractHtml, findTemplateMarks } from './formats/html.ts';
import { extractLatex } from './formats/latex.ts';
import { extractMarkdown } from './formats/markdown.ts';
import { extractPlainText } from './formats/plainText.ts';
import type { ProseSegment } from './prose.ts';

/** Finds the prose of a document, in order; an `undefined` between segments says only that work goes on. */
export type ProseExtractor = (document: string) => Generator<ProseSegment | undefined>;

const templateLanguages = ['handlebars', 'django-html', 'jinja-html', 'erb', 'ejs', 'vue', 'svelte'];

/** By VS Code language id. */
const extractors: Readonly<Record<string, ProseExtractor>> = {
  plaintext: extractPlainText,
  markdown: extractMarkdown,
  latex: extractLatex,
  tex: extractLatex,
  html: extractHtml,
  xml: (document) => extractHtml(document, { xml: true }),
  'git-commit': extractCommitMessage,
  scminput: extractCommitMessage,
  ...Object.fromEntries(templateLanguages.map((id) => [id, (document: string) => extractHtml(document, { findGaps: findTemplateMarks })])),
};

/** The VS Code language ids whose prose can be extracted. */
export const proseLanguageIds: readonly string[] = Object.keys(extractors);

function extractorFor(languageId: string): ProseExtractor {
  return Object.hasOwn(extractors, languageId) ? extractors[languageId] : extractPlainText;
}

/** The prose of a document; an unknown language is read as plain text. Never throws, whatever the document. */
export function extractProse(document: string, languageId: string): ProseSegment[] {
  const segments: ProseSegment[] = [];
  for (const segment of extractorFor(languageId)(document)) if (segment) segments.push(segment);
  return segments;
}

/** So long may extraction hold the event loop, in milliseconds. */
const longestTurnMs = 10;

/**
 * The prose of a document as it is found, with pauses for other work on the same thread.
 * @throws LexiscopeError cancelled once `signal` is aborted
 */
export async function* streamProse(document: string, languageId: string, signal?: AbortSignal): AsyncGenerator<ProseSegment> {
  let turnStart = performance.now();
  for (const segment of extractorFor(languageId)(document)) {
    throwIfAborted(signal, 'Reading the document');
    if (segment) yield segment;
    if (performance.now() - turnStart < longestTurnMs) continue;
    await setImmediate();
    turnStart = performance.now();
  }
}
