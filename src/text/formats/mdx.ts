import type { ProseSegment } from '../prose.ts';
import type { Gap } from '../prosePieces.ts';
import { extractMarkdownAround, findFormulas, markdownFormat } from './markdown.ts';

/** MDX: Markdown without its imports and exports, the tags of its components and the expressions in braces; what components enclose is prose. */
export function* extractMdx(document: string): Generator<ProseSegment | undefined> {
  yield* extractMarkdownAround(document, findJavaScript);
}

/** MDX block by block. */
export const mdxFormat = markdownFormat(findJavaScript);

/** Code (passed over), import or export up to a blank line, a tag, an expression. */
const javaScript =
  /(^(`{3,}|~{3,})[^\n]*\n(?:(?!\2)[^\n]*\n)*|(?<!`)(`+)(?!`)[^`]+\3(?!`))|^(?:import|export)\b[^\n]*(?:\r?\n(?!\s*(?:\r?\n|$))[^\n]*)*|<\/?(?=[A-Za-z>])|\{/gm;
const farthestEnd = 5_000;

function findJavaScript(chunk: string): Gap[] {
  const gaps: Gap[] = [];
  /** Steps that searches without a result may take in all: keeps a chunk of unclosed braces linear. */
  let budget = 20 * chunk.length;
  javaScript.lastIndex = 0;
  for (let match = javaScript.exec(chunk); match; match = javaScript.exec(chunk)) {
    const [text, isCode] = match;
    let end = javaScript.lastIndex;
    if (text[0] === '{' || text[0] === '<') {
      end = endOfExpression(chunk, match.index, Math.min(chunk.length, match.index + Math.min(budget, farthestEnd)));
      if (end === match.index) budget -= Math.min(budget, farthestEnd);
    }
    if (isCode === undefined && end > match.index) gaps.push({ start: match.index, end });
    javaScript.lastIndex = Math.max(end, match.index + 1);
  }
  return merge([...gaps, ...findFormulas(chunk)]);
}

/** The position behind the } or > that ends what opens at `open`, over nested braces and strings; `open` where there is none before `last`. */
function endOfExpression(text: string, open: number, last: number): number {
  const closer = text[open] === '<' ? '>' : '}';
  let depth = closer === '}' ? 0 : 1;
  for (let i = open; i < last; i++) {
    const character = text[i];
    if ((character === '"' || character === "'") && depth > 0) i = endOfQuote(text, i);
    else if (character === '{') depth++;
    else if (character === '}') depth--;
    if (text[i] === closer && depth === (closer === '>' ? 1 : 0)) return i + 1;
  }
  return open;
}

/** The closing quote on the same line, or the opening one. */
function endOfQuote(text: string, open: number): number {
  for (let i = open + 1; i < text.length && i < open + 500 && text[i] !== '\n'; i++) if (text[i] === text[open]) return i;
  return open;
}

function merge(gaps: Gap[]): Gap[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of gaps.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
