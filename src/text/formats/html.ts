import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import type { ProseSegment, SegmentKind } from '../prose.ts';
import { copyAround, type Gap } from '../prosePieces.ts';
import { Sections } from '../sections.ts';
import { SegmentBuilder } from '../segmentBuilder.ts';

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Elements that end the paragraph before them. */
const blocks = names(
  'address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr ' +
    'html iframe legend li main menu nav noscript ol option p search section select summary table tbody td template tfoot th thead title tr ul video',
);
/** Elements that stand in a paragraph of XML such as DocBook, XHTML or TEI; any other ends it. */
const inline = names('a abbr b bdi bdo br cite em emphasis hi i ins link mark q quote ref s small span strong sub subscript sup superscript term u ulink wbr');
/** Elements without prose, up to their end tag. */
const leftOutBlocks = names('math object pre programlisting screen svg template');
/** The same, but any block ends them: a forgotten </code> must not swallow the document. */
const leftOutInline = names('code kbd literal samp tt var');
/** Elements whose content the tokenizer takes as text. */
const rawText = names('iframe noembed noframes plaintext script style textarea xmp');

const kinds: Readonly<Record<string, SegmentKind>> = {
  h1: 'heading', h2: 'heading', h3: 'heading', h4: 'heading', h5: 'heading', h6: 'heading', title: 'heading', li: 'list-item', dd: 'list-item', dt: 'list-item',
  td: 'table-cell', th: 'table-cell', caption: 'caption', figcaption: 'caption', blockquote: 'quote',
};

/** Elements without a kind of their own, whose end closes what is open in them. */
const containers = names('dl ol table tr ul');

/** Deeper nesting is not followed; bounds the search for an end tag's start. */
const deepestNesting = 200;
const chunkLength = 32_000;

export interface HtmlOptions {
  /** XML: names keep their case, elements that are not known as inline end paragraphs. */
  readonly xml?: boolean;
  /** Ranges that are no prose, in order: a template language's marks. */
  readonly findGaps?: (document: string) => Gap[];
}

/**
 * HTML: paragraphs, list items, table cells, captions, quotations, under their h1 ... h6. Scripts, styles, code, preformatted text, formulas,
 * drawings and attributes are left out; character references are replaced by what they stand for.
 */
export function* extractHtml(document: string, { xml = false, findGaps = () => [] }: HtmlOptions = {}): Generator<ProseSegment | undefined> {
  const found: ProseSegment[] = [];
  const tokenizer = new Tokenizer({ xmlMode: xml, decodeEntities: true }, createReader(document, xml, findGaps(document), (segment) => found.push(segment)));
  for (let start = 0; start < document.length; start += chunkLength) {
    tokenizer.write(document.slice(start, start + chunkLength));
    yield* found;
    yield undefined;
    found.length = 0;
  }
  tokenizer.end();
  yield* found;
}

function createReader(document: string, xml: boolean, gaps: readonly Gap[], add: (segment: ProseSegment) => void): TokenizerCallbacks {
  const builder = new SegmentBuilder(document);
  const sections = new Sections();
  /** The open elements that give a kind or contain such, outermost first. */
  const open: string[] = [];
  let leftOut: string | undefined;
  let leftOutDepth = 0;
  let tag = '';
  /** A reference can stand for two code points, which come one after the other. */
  let entityEnd = 0;

  const isBlock = (name: string): boolean => (xml ? !inline.has(name) && !leftOutInline.has(name) : blocks.has(name));

  function finish(): void {
    const name = open.at(-1);
    const segments = builder.finish((name !== undefined && kinds[name]) || 'paragraph', sections.path);
    if (segments.length > 0 && name !== undefined && /^h[1-6]$/.test(name)) {
      sections.enter(Number(name[1]), segments.map(({ text }) => text.replace(/\s+/g, ' ')).join(' '));
    }
    for (const segment of segments) add(segment);
  }

  function enter(name: string, start: number): void {
    if (leftOut !== undefined) {
      if (name === leftOut) leftOutDepth++;
      if (!leftOutInline.has(leftOut) || !isBlock(name)) return;
      leftOut = undefined;
    }
    if (isBlock(name) || leftOutBlocks.has(name)) {
      finish();
      // A heading holds no other block: its end tag was forgotten.
      if (/^h[1-6]$/.test(open.at(-1) ?? '')) open.pop();
    }
    if (leftOutBlocks.has(name) || leftOutInline.has(name) || rawText.has(name)) {
      leftOut = name;
      leftOutDepth = 1;
    } else if (name === 'br') builder.replace(start, start, '\n');
    else if ((kinds[name] || containers.has(name)) && open.length < deepestNesting) {
      // An li ends the li before it, a td the td.
      if (open.at(-1) === name) open.pop();
      open.push(name);
    }
  }

  function leave(name: string): void {
    if (leftOut !== undefined) {
      if (name === leftOut && --leftOutDepth === 0) leftOut = undefined;
      else if (!leftOutInline.has(leftOut) || !isBlock(name)) return;
      else leftOut = undefined;
    }
    if (!isBlock(name)) return;
    finish();
    const index = open.lastIndexOf(name);
    if (index >= 0) open.length = index;
  }

  const nameAt = (start: number, end: number): string => {
    const name = document.slice(start, end);
    return xml ? name.replace(/^.*:/, '') : name.toLowerCase();
  };
  const nothing = (): void => undefined;
  return {
    ontext: (start, end) => {
      if (leftOut === undefined) copyAround(builder, document, start, end, gaps);
    },
    ontextentity: (codePoint, end) => {
      if (leftOut === undefined) builder.replace(Math.max(entityEnd, document.lastIndexOf('&', end - 1)), end, String.fromCodePoint(codePoint));
      entityEnd = end;
    },
    onopentagname: (start, end) => {
      tag = nameAt(start, end);
      enter(tag, start - 1);
    },
    onselfclosingtag: () => {
      if (leftOut === tag || xml) leave(tag);
    },
    onclosetag: (start, end) => leave(nameAt(start, end)),
    oncdata: (start, end, endOffset) => {
      if (xml && leftOut === undefined) copyAround(builder, document, start, end - endOffset, gaps);
    },
    onend: finish,
    onattribdata: nothing,
    onattribend: nothing,
    onattribentity: nothing,
    onattribname: nothing,
    oncomment: nothing,
    ondeclaration: nothing,
    onopentagend: nothing,
    onprocessinginstruction: nothing,
  };
}

/** {{ }}, {% %}, {# #} and <% %>: Jinja, Django, Handlebars, Vue, ERB and their kin. */
export function findTemplateMarks(document: string): Gap[] {
  const gaps: Gap[] = [];
  for (const match of document.matchAll(/\{\{[^}]{0,500}\}{2,3}|\{%[^%]{0,500}%\}|\{#[^#]{0,500}#\}|<%[^%]{0,500}%>/g)) {
    gaps.push({ start: match.index, end: match.index + match[0].length });
  }
  return gaps;
}
