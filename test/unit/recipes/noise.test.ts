import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../../src/base/random.ts';
import { withNoise } from '../../../recipes/language/noise.ts';

const plainWords = fc.array(fc.constantFrom('hélas', 'naïve', 'sœur', 'été', 'where', 'zwölf'), { minLength: 1, maxLength: 12 });
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase();

describe('noise of the web in a text', () => {
  it('leaves most of a text its own', () => {
    fc.assert(fc.property(plainWords, fc.nat(), (words, seed) => {
      const noisy = withNoise(words.join(' '), createRandom(seed)).split(' ');
      const added = noisy.length - words.length;
      assert.ok(added >= 0 && added <= Math.min(3, words.length / 2), `${added} words more than ${words.length}`);
    }));
  });

  it('keeps the words in their order, but for a letter that is held', () => {
    fc.assert(fc.property(plainWords, fc.nat(), (words, seed) => {
      const left = words.map(folded);
      for (const word of withNoise(words.join(' '), createRandom(seed)).split(' ')) {
        if (left.length > 0 && folded(word).replace(/^#/, '').replace(/(.)\1+/g, '$1') === left[0].replace(/(.)\1+/g, '$1')) left.shift();
      }
      assert.deepEqual(left, []);
    }));
  });

  it('is the same for the same state of the generator, and of many kinds', () => {
    const drawn = Array.from({ length: 300 }, (_, seed) => withNoise('eins zwei drei vier', createRandom(seed)));
    assert.deepEqual(Array.from({ length: 300 }, (_, seed) => withNoise('eins zwei drei vier', createRandom(seed))), drawn);
    for (const kind of [/@\w+/, /https:\/\/t\.co\//, /#[a-z]+/, /\d{1,2}:\d\d/, /EINS/, /&amp;/]) assert.ok(drawn.some((text) => kind.test(text)), String(kind));
  });
});
