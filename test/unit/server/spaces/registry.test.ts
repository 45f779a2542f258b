import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SpaceRegistry } from '../../../../src/server/spaces/registry.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lexiscope-registry-'));
  for (const name of ['vectors-sv.lxv', 'vectors-en.lxv', 'language.onnx', 'vectors.md']) writeFileSync(path.join(folder, name), 'x');
});
after(() => rmSync(folder, { recursive: true }));

describe('the registry of spaces', () => {
  it('lists what is shipped, English first', () => {
    const registry = new SpaceRegistry(folder);
    assert.deepEqual(registry.list().map(({ id, name, origin, bytes }) => [id, name, origin, bytes]), [['en', 'English', 'shipped', 1], ['sv', 'Swedish', 'shipped', 1]]);
  });

  it('works without a models folder', () => {
    assert.deepEqual(new SpaceRegistry(path.join(folder, 'none')).list(), []);
  });

  it('follows the settings, with paths of the workspace and of the home folder', () => {
    const registry = new SpaceRegistry(folder);
    assert.equal(registry.setConfigured(['glove.txt', '~/big.vec', ' '], '/project'), true);
    assert.deepEqual(registry.list().slice(2).map(({ file }) => file), [path.resolve('/project/glove.txt'), path.join(os.homedir(), 'big.vec')]);
    assert.equal(registry.setConfigured(['glove.txt', '~/big.vec'], '/project'), false);
    assert.equal(registry.get('glove.txt', '/project').origin, 'settings');
    assert.equal(registry.setConfigured([], '/project'), true);
    assert.equal(registry.list().length, 2);
  });

  it('says of a missing file that it is missing', () => {
    const registry = new SpaceRegistry(folder);
    registry.setConfigured(['/nowhere/glove.txt'], undefined);
    assert.equal(registry.info(path.resolve('/nowhere/glove.txt')).bytes, null);
  });

  it('keeps what is loaded until it is removed, and knows a file that it has already', () => {
    const registry = new SpaceRegistry(folder);
    const own = path.join(folder, 'own.vec');
    assert.equal(registry.add(own), own);
    assert.equal(registry.add(path.join(folder, 'vectors-sv.lxv')), 'sv');
    registry.remove(own);
    assert.throws(() => registry.get(own), { code: 'not-found', message: /there are en, sv/ });
    registry.remove('sv');
    assert.equal(registry.get('sv').id, 'sv');
  });

  it('remembers what reading a file told, and the shape after it was unloaded', () => {
    const registry = new SpaceRegistry(folder);
    registry.told('en', { facts: { rows: 3, dimensions: 2, format: 'lexiscope', subwords: false, hasCounts: true, warnings: [] } });
    assert.equal(registry.info('en').loaded?.rows, 3);
    registry.remove('en');
    assert.equal(registry.info('en').loaded, null);
    assert.deepEqual(registry.info('en').shape, { rows: 3, dimensions: 2 });
    registry.told('en', { error: 'damaged' });
    assert.equal(registry.info('en').error, 'damaged');
  });
});
