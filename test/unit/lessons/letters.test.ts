import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { packageRoot } from '../../../src/base/files.ts';
import { countLetters, lettersLesson } from '../../../src/lessons/letters.ts';
import { parseLetterCounts, readSalammbo } from '../../../src/lessons/salammbo.ts';

const root = packageRoot(import.meta.url);
interface Expected { readonly scores: readonly (readonly [number, number])[]; readonly ratios: readonly number[]; readonly singularValues: readonly number[] }
const expected = JSON.parse(readFileSync(path.join(root, 'test/fixtures/lessonsLetters.json'), 'utf8')) as Record<'counts' | 'frequencies', Expected>;

describe('the lesson on the letters of Salammbô', () => {
  for (const scale of ['counts', 'frequencies'] as const) {
    it(`has the principal components of ${scale} that scikit-learn gives, up to their signs, and numpy's singular values`, async () => {
      const { pca, ratios, singularValues } = lettersLesson(await readSalammbo(root), { text: '', scale });
      const { scores, ratios: theirs, singularValues: byNumpy } = expected[scale];
      assert.equal(pca.length, 30);
      for (const [axis, key] of [[0, 'x'], [1, 'y']] as const) {
        const sign = Math.sign(pca[0][key] * scores[0][axis]);
        pca.forEach((point, i) => assert.ok(Math.abs(sign * point[key] - scores[i][axis]) < 1e-6, `${point.label} ${key}: ${point[key]} for ${scores[i][axis]}`));
      }
      theirs.forEach((ratio, i) => assert.ok(Math.abs(ratios[i] - ratio) < 1e-9));
      byNumpy.forEach((value, i) => assert.ok(Math.abs(singularValues[i] / value - 1) < 1e-9));
    });
  }

  it('sets the languages apart, and lays a French text among the French chapters and an English one among the English', async () => {
    const salammbo = await readSalammbo(root);
    const place = (text: string): { french: number; english: number; own: number } => {
      const { pca } = lettersLesson(salammbo, { text, scale: 'frequencies' });
      const mean = (language: string): number => pca.filter(({ label }) => label.endsWith(language)).reduce((sum, { x }) => sum + x / 15, 0);
      return { french: mean('_fr'), english: mean('_en'), own: pca[30].x };
    };
    const french = place('Le chien dormait devant la porte quand le facteur est arrivé avec une lettre pour sa maîtresse, qui ne voulait recevoir personne ce jour-là.');
    assert.ok(Math.abs(french.own - french.french) < Math.abs(french.own - french.english));
    const english = place('The dog was sleeping in front of the door when the postman came with a letter for his mistress, who had no wish to see anyone that day.');
    assert.ok(Math.abs(english.own - english.english) < Math.abs(english.own - english.french));
  });

  it('lays a chapter that is given again on its own place', async () => {
    const salammbo = await readSalammbo(root);
    const text = salammbo.letters.map((letter, j) => letter.repeat(salammbo.counts[j])).join('');
    const { pca, svd, table } = lettersLesson(salammbo, { text, scale: 'counts' });
    assert.deepEqual(table.values[30], table.values[0]);
    for (const points of [pca, svd]) assert.ok(Math.abs(points[30].x - points[0].x) < 1e-6 && Math.abs(points[30].y - points[0].y) < 1e-6);
  });

  it('counts capitals with small letters and composes accents', () => {
    assert.deepEqual([...countLetters('Aa e\u0301É !', ['a', 'e', 'é'])], [2, 0, 2]);
  });

  it('names the line of a table that is not as expected', () => {
    assert.throws(() => parseLetterCounts('chapter\ta\tb\n1\t2\t3\n2\t2\n', 'x.tsv'), /x\.tsv, line 3: expected 2 counts/);
    assert.throws(() => parseLetterCounts('', 'x.tsv'), /expected a header/);
  });
});
