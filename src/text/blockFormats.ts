import { extractProse, type ProseOptions } from './extractProse.ts';
import { findFormulas, markdownFormat } from './formats/markdown.ts';
import { mdxFormat } from './formats/mdx.ts';
import { plainTextFormat } from './formats/plainText.ts';
import { ProseBlocks, type BlockFormat } from './proseBlocks.ts';

/** One block: for formats in which a change can concern all that follows. */
function inOneBlock(languageId: string, options: ProseOptions): BlockFormat<undefined> {
  return {
    contextOf: () => undefined,
    isSameContext: () => true,
    fixedStart: () => 0,
    cut: (document) => (document === '' ? [] : [{ start: 0, end: document.length }]),
    extract: (document) => extractProse(document, languageId, options),
  };
}

const readInBlocks: Readonly<Record<string, (document: string) => ProseBlocks<unknown>>> = {
  plaintext: (document) => new ProseBlocks(plainTextFormat, document),
  markdown: (document) => new ProseBlocks(markdownFormat(findFormulas), document),
  mdx: (document) => new ProseBlocks(mdxFormat, document),
};

/** The prose of a document that is going to be edited: the same segments as `extractProse` finds, but for their sections. */
export function createProseBlocks(document: string, languageId: string, options: ProseOptions = {}): ProseBlocks<unknown> {
  if (Object.hasOwn(readInBlocks, languageId)) return readInBlocks[languageId](document);
  return new ProseBlocks<unknown>(inOneBlock(languageId, options), document);
}
