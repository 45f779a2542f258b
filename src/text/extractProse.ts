import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../base/errors.ts';
import { extractAsciiDoc } from './formats/asciiDoc.ts';
import { codeSyntaxes } from './formats/codeSyntax.ts';
import { extractCommitMessage } from './formats/commitMessage.ts';
import { extractCsv } from './formats/csv.ts';
import { extractHtml, findTemplateMarks } from './formats/html.ts';
import { extractJsonLines } from './formats/jsonl.ts';
import { extractLatex } from './formats/latex.ts';
import { extractMarkdown } from './formats/markdown.ts';
import { extractMdx } from './formats/mdx.ts';
import { extractPlainText } from './formats/plainText.ts';
import { extractRestructuredText } from './formats/restructuredText.ts';
import { extractSourceCode, type CodeParts } from './formats/sourceCode.ts';
import { extractSubtitles } from './formats/subtitles.ts';
import type { ProseSegment } from './prose.ts';

export interface ProseOptions {
  /** What is read of source code. Default: comments. */
  readonly codeParts?: CodeParts;
  /** CSV: the column, by name or 0-based number. Default: the one with most letters. */
  readonly column?: string | number;
  /** JSON Lines: the field. Default: `text`, else the longest of the first line. */
  readonly field?: string;
}

/** Finds the prose of a document, in order; an `undefined` between segments says only that work goes on. */
export type ProseExtractor = (document: string, options: ProseOptions) => Generator<ProseSegment | undefined>;

function forAll(languageIds: string, extractor: ProseExtractor): Record<string, ProseExtractor> {
  return Object.fromEntries(languageIds.split(' ').map((id) => [id, extractor]));
}

/** By VS Code language id; those that VS Code itself lacks are as the usual extensions for them call them. */
const extractors: Readonly<Record<string, ProseExtractor>> = {
  ...Object.fromEntries(
    Object.entries(codeSyntaxes).map(([id, syntax]): [string, ProseExtractor] => [id, (document, { codeParts = 'comments' }) => extractSourceCode(document, syntax, codeParts)]),
  ),
  ...forAll('plaintext', extractPlainText),
  ...forAll('markdown quarto rmd', extractMarkdown),
  ...forAll('mdx', extractMdx),
  ...forAll('latex tex', extractLatex),
  ...forAll('html', (document) => extractHtml(document)),
  ...forAll('handlebars django-html jinja-html jinja erb ejs vue vue-html svelte astro', (document) => extractHtml(document, { findGaps: findTemplateMarks })),
  ...forAll('xml', (document) => extractHtml(document, { xml: true })),
  ...forAll('restructuredtext', extractRestructuredText),
  ...forAll('asciidoc', extractAsciiDoc),
  ...forAll('git-commit scminput', extractCommitMessage),
  ...forAll('srt subrip vtt webvtt subtitles', extractSubtitles),
  ...forAll('csv tsv', (document, { column }) => extractCsv(document, column)),
  ...forAll('jsonl jsonlines ndjson', (document, { field }) => extractJsonLines(document, field)),
};

/** The VS Code language ids whose prose can be told from the rest. */
export const proseLanguageIds: readonly string[] = Object.keys(extractors);

/** Whether the language is a programming language, of which comments or strings are read. */
export function isSourceCode(languageId: string): boolean {
  return Object.hasOwn(codeSyntaxes, languageId);
}

function extract(document: string, languageId: string, options: ProseOptions): Generator<ProseSegment | undefined> {
  const extractor = Object.hasOwn(extractors, languageId) ? extractors[languageId] : extractPlainText;
  return extractor(document, options);
}

/** The prose of a document; an unknown language is read as plain text. Never throws, whatever the document. */
export function extractProse(document: string, languageId: string, options: ProseOptions = {}): ProseSegment[] {
  const segments: ProseSegment[] = [];
  for (const segment of extract(document, languageId, options)) if (segment) segments.push(segment);
  return segments;
}

/** So long may extraction hold the event loop, in milliseconds. */
const longestTurnMs = 10;

/**
 * The prose of a document as it is found, with pauses for other work on the same thread.
 * @throws LexiscopeError cancelled once `signal` is aborted
 */
export async function* streamProse(document: string, languageId: string, signal?: AbortSignal, options: ProseOptions = {}): AsyncGenerator<ProseSegment> {
  let turnStart = performance.now();
  for (const segment of extract(document, languageId, options)) {
    throwIfAborted(signal, 'Reading the document');
    if (segment) yield segment;
    if (performance.now() - turnStart < longestTurnMs) continue;
    await setImmediate();
    turnStart = performance.now();
  }
}
