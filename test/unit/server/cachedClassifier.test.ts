import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Classifier } from '../../../src/classify/classifier.ts';
import type { Classification } from '../../../src/classify/result.ts';
import { CachedClassifier } from '../../../src/server/cachedClassifier.ts';
import { tinyMetadata } from '../../support/tinyModel.ts';

/** Answers by the length of the text, and notes what it was asked. */
function counting(): { classifier: Classifier; asked: string[] } {
  const asked: string[] = [];
  const answer = (text: string): Classification => {
    const score = 1 / (text.length + 2);
    return { label: 'b', labels: ['b'], confidence: 1 - score, scores: [{ label: 'b', score: 1 - score }, { label: 'a', score }], verdict: 'certain', tokens: text.length };
  };
  const classifier: Classifier = {
    file: 'tiny.onnx',
    metadata: tinyMetadata({ labels: ['a', 'b'], votes: { x: [1, 0] } }),
    classify: (texts, options) => {
      asked.push(...texts);
      options?.onProgress?.(texts.length);
      return Promise.resolve(texts.map(answer));
    },
    dispose: () => Promise.resolve(),
  };
  return { classifier, asked };
}

describe('a classifier with a memory', () => {
  it('gives what the classifier itself gives, whatever it has seen before', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.string({ maxLength: 4 }), { maxLength: 8 }), { maxLength: 6 }), fc.integer({ min: 1, max: 5 }), async (calls, capacity) => {
      const cached = new CachedClassifier(counting().classifier, capacity);
      for (const texts of calls) assert.deepEqual(await cached.classify(texts), await counting().classifier.classify(texts));
    }));
  });

  it('asks about each text once, also within a call', async () => {
    const { classifier, asked } = counting();
    const cached = new CachedClassifier(classifier, 10);
    await cached.classify(['one', 'two', 'one']);
    await cached.classify(['two', 'three']);
    assert.deepEqual(asked, ['one', 'two', 'three']);
  });

  it('forgets the text that was not used for longest', async () => {
    const { classifier, asked } = counting();
    const cached = new CachedClassifier(classifier, 2);
    await cached.classify(['a', 'b']);
    await cached.classify(['a', 'c']);
    asked.length = 0;
    await cached.classify(['a', 'c']);
    assert.deepEqual(asked, []);
    await cached.classify(['b']);
    assert.deepEqual(asked, ['b']);
  });

  it('keeps answers among other candidates apart', async () => {
    const { classifier, asked } = counting();
    const cached = new CachedClassifier(classifier, 10);
    await cached.classify(['x'], { candidates: ['a'] });
    await cached.classify(['x'], { candidates: ['b'] });
    await cached.classify(['x'], { candidates: ['b'], topScores: 1 });
    assert.equal(asked.length, 3);
  });

  it('counts remembered texts as progress', async () => {
    const cached = new CachedClassifier(counting().classifier, 10);
    await cached.classify(['a', 'b']);
    const reported: number[] = [];
    await cached.classify(['a', 'b', 'c', 'd'], { onProgress: (done) => reported.push(done) });
    assert.deepEqual(reported, [4]);
  });
});
