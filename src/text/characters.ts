import { EncodedTextBuilder } from './encodedTextBuilder.ts';
import { CodeUnitTable, mayCompose, needsString, normalizeText } from './normalization.ts';
import type { EncodedText, Tokenizer } from './tokenizer.ts';
import type { CharactersSpec, Normalization } from './tokenizerSpec.ts';

/** Longest piece that is normalised as one, in UTF-16 code units: stacks of marks beyond it are cut. */
const maximumPiece = 64;

/** Takes a code point and the part of the original text that it comes from; false stops the reading. */
type CharacterVisitor = (codePoint: number, start: number, end: number) => boolean;

/**
 * Makes the function that calls a visitor with each code point of a text's normal form.
 * The text is normalised in pieces: a character with the marks that may melt into it. Where a piece keeps its number of code points,
 * each stands for its own; else each stands for the whole piece. Lower case is taken piece by piece: Σ is σ also at a word's end.
 */
export function createCharacterReader(normalization: Normalization): (text: string, visit: CharacterVisitor) => void {
  const table = new CodeUnitTable(normalization, (character) => normalizeText(character, normalization));
  return (text, visit) => {
    let start = 0;
    while (start < text.length) {
      const codePoint = table.look(text.charCodeAt(start));
      if (codePoint !== needsString && (start + 1 === text.length || table.look(text.charCodeAt(start + 1)) !== needsString)) {
        if (!visit(codePoint, start, start + 1)) return;
        start++;
        continue;
      }
      const end = endOfPiece(text, start, normalization);
      const piece = text.slice(start, end);
      const normal = normalizeText(piece, normalization);
      const visitPiece = countCodePoints(normal) === countCodePoints(piece) ? visitEach : visitWhole;
      if (!visitPiece(normal, piece, start, visit)) return;
      start = end;
    }
  };
}

function endOfPiece(text: string, start: number, { unicode }: Normalization): number {
  let end = start + widthAt(text, start);
  if (unicode === 'none') return end;
  while (end < text.length && end - start < maximumPiece && mayCompose(text.codePointAt(end)!)) end += widthAt(text, end);
  return end;
}

function visitEach(normal: string, piece: string, start: number, visit: CharacterVisitor): boolean {
  let from = 0;
  for (let i = 0; i < normal.length; i += widthAt(normal, i)) {
    const to = from + widthAt(piece, from);
    if (!visit(normal.codePointAt(i)!, start + from, start + to)) return false;
    from = to;
  }
  return true;
}

function visitWhole(normal: string, piece: string, start: number, visit: CharacterVisitor): boolean {
  for (let i = 0; i < normal.length; i += widthAt(normal, i)) {
    if (!visit(normal.codePointAt(i)!, start, start + piece.length)) return false;
  }
  return true;
}

function widthAt(text: string, position: number): number {
  return text.codePointAt(position)! > 0xffff ? 2 : 1;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += widthAt(text, i)) count++;
  return count;
}

/** One id a code point: that of vocabulary[i] is i + 2, that of any other, a lone surrogate too, is 1. */
export function createCharacters(spec: CharactersSpec): Tokenizer {
  const idOf = new Map(spec.vocabulary.map((character, i) => [character.codePointAt(0), i + 2]));
  const readCharacters = createCharacterReader(spec.normalization);
  const builder = new EncodedTextBuilder();

  function encode(text: string, maximumTokens = Infinity): EncodedText {
    if (maximumTokens > 0) {
      readCharacters(text, (codePoint, start, end) => {
        builder.push(idOf.get(codePoint) ?? 1, start, end);
        return builder.length < maximumTokens;
      });
    }
    return builder.finish();
  }

  return { spec, vocabularySize: spec.vocabulary.length + 2, maximumIdsPerToken: 1, encode };
}
