import { LexiscopeError } from '../base/errors.ts';
import type { Expression } from './words.ts';

/**
 * Reads an expression such as `king - man + woman`: words with + or - between them. A sign counts where a blank or the beginning stands before it,
 * so that `well-known` is one word; several words without a sign between them are added.
 * @throws LexiscopeError `bad-input` where a sign has no word
 */
export function parseExpression(text: string): Expression {
  const positive: string[] = [];
  const negative: string[] = [];
  let sign: string | undefined;
  for (const part of text.trim().split(/\s+/u)) {
    let rest = part;
    while (/^[-+\u2212]/u.test(rest)) {
      if (sign !== undefined) throw signWithoutWord(text, sign);
      sign = rest[0] === '+' ? '+' : '-';
      rest = rest.slice(1);
    }
    if (rest === '') continue;
    (sign === '-' ? negative : positive).push(rest);
    sign = undefined;
  }
  if (sign !== undefined) throw signWithoutWord(text, sign);
  if (positive.length + negative.length === 0) throw new LexiscopeError('bad-input', 'the expression is empty: expected words with + or - between them');
  return { positive, negative };
}

function signWithoutWord(text: string, sign: string): LexiscopeError {
  return new LexiscopeError('bad-input', `${JSON.stringify(text)}: expected a word after ${sign}`);
}
