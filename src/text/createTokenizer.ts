import { createCharacters } from './characters.ts';
import { createHashedNgrams } from './hashedNgrams.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { TokenizerSpec } from './tokenizerSpec.ts';
import { createWords } from './words.ts';

/** The tokenizer that a model's metadata describes. @throws LexiscopeError bad-input for n-gram lengths that contradict each other */
export function createTokenizer(spec: TokenizerSpec): Tokenizer {
  switch (spec.kind) {
    case 'characters':
      return createCharacters(spec);
    case 'words':
      return createWords(spec);
    case 'hashed-ngrams':
      return createHashedNgrams(spec);
  }
}
