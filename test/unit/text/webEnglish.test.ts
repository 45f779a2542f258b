import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createTokenizer } from '../../../src/text/createTokenizer.ts';
import type { WordsSpec } from '../../../src/text/tokenizerSpec.ts';
import { visitWords } from '../../../src/text/words.ts';

const reading = { normalization: { unicode: 'NFKC', lowerCase: true }, punctuation: true, foldDigits: false, webEnglish: true } as const;

function tokensOf(text: string, punctuation = true): string[] {
  const tokens: string[] = [];
  visitWords(text, { ...reading, punctuation }, (token) => tokens.push(token) > 0);
  return tokens;
}

describe('English as on the web', () => {
  it('cuts clitics off, in plain and in typographic spelling', () => {
    assert.deepEqual(tokensOf("It's fine, they don't mind, I’d say we can’t"), ['it', "'s", 'fine', ',', 'they', 'do', "n't", 'mind', ',', 'i', "'d", 'say', 'we', 'ca', "n't"]);
  });

  it('reads a text that was cut before in the same way', () => {
    for (const [plain, cut] of [["it's not", "it 's not"], ["they won't", "they wo n't"], ["we'll see", "we 'll see"], ["you've", "you 've"]]) {
      assert.deepEqual(tokensOf(cut), tokensOf(plain));
    }
  });

  it('leaves other apostrophes alone', () => {
    assert.deepEqual(tokensOf("o'clock y'all rock'n'roll 'samurai' the 'best'"), ["o'clock", "y'all", "rock'n'roll", "'", 'samurai', "'", 'the', "'", 'best', "'"]);
  });

  it('passes tags over, but not comparisons and hearts', () => {
    assert.deepEqual(tokensOf('Good.<br /><br />Bad. <i>So</i> what'), ['good', '.', 'bad', '.', 'so', 'what']);
    assert.deepEqual(tokensOf('2 < 3 <3'), ['2', '<', '3', '<', '3']);
  });

  it('reads every link as one token', () => {
    assert.deepEqual(tokensOf('see https://t.co/Ab3 or www.example.org/x?y=1 now'), ['see', 'http', 'or', 'http', 'now']);
  });

  it('reads three or more of one letter as two', () => {
    assert.deepEqual(tokensOf('sooooo goood looooong'), ['soo', 'good', 'loong']);
    assert.deepEqual(tokensOf('1000000 III xxx'), ['1000000', 'iii', 'xxx'], 'numbers and short words stay');
  });

  it('drops punctuation where that is asked', () => {
    assert.deepEqual(tokensOf("Well, it's <b>fine</b>!", false), ['well', 'it', "'s", 'fine']);
  });

  it('gives tokens whose offsets rise and lie in the text, whatever the text', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom("don't", "'s", "'", '<br />', '<', 'https://a.b', 'http', 'www.', 'sooo', ' ', '’'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, punctuation) => {
      const text = pieces.join('');
      let last = 0;
      visitWords(text, { ...reading, punctuation }, (token, start, end) => {
        assert.ok(last <= start && start < end && end <= text.length, JSON.stringify({ text, token, start, end }));
        last = end;
        return true;
      });
    }));
  });

  it('is a setting of the words tokenizer', () => {
    const spec: WordsSpec = { kind: 'words', ...reading, vocabulary: ['do', "n't", 'go'], unknownBuckets: 0 };
    const { ids, starts, ends } = createTokenizer(spec).encode("Don't go");
    assert.deepEqual([[...ids], [...starts], [...ends]], [[2, 3, 4], [0, 2, 6], [2, 5, 8]]);
  });
});
