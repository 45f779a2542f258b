import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Connection } from 'vscode-languageserver/node';
import { packageRoot } from '../../../src/base/files.ts';
import { ClientSettings } from '../../../src/server/clientSettings.ts';

type Change = (params: { settings: unknown }) => void;

/** A connection whose client answers with `configuration`, and counts how often it is asked. */
function connectionWith(configuration: unknown): { connection: Connection; asked: unknown[]; change: Change } {
  const asked: unknown[] = [];
  let change: Change = () => undefined;
  const connection = {
    console: { warn: () => undefined },
    onDidChangeConfiguration: (listener: Change) => (change = listener),
    workspace: {
      getConfiguration: (item: unknown) => {
        asked.push(item);
        return configuration instanceof Error ? Promise.reject(configuration) : Promise.resolve(configuration);
      },
    },
  };
  return { connection: connection as unknown as Connection, asked, change: (params) => change(params) };
}

describe('the settings of the client', () => {
  it('are the defaults of package.json where the client gives none', async () => {
    const settings = new ClientSettings(connectionWith(null).connection);
    settings.start(true, false, undefined);
    const { hover, vectors } = await settings.get('file:///a');
    const manifest = JSON.parse(readFileSync(path.join(packageRoot(import.meta.url), 'package.json'), 'utf8')) as { contributes: { configuration: { properties: Record<string, { default: unknown }> } } };
    const defaults = (name: string): unknown => manifest.contributes.configuration.properties[`lexiscope.${name}`].default;
    assert.deepEqual([...hover.languages].sort(), [...(defaults('hover.languages') as string[])].sort());
    assert.deepEqual([hover.enabled, hover.neighbours], [defaults('hover.enabled'), defaults('hover.neighbours')]);
    assert.deepEqual(vectors, { space: defaults('vectors.space'), spaces: defaults('vectors.spaces'), spaceByLanguage: defaults('vectors.spaceByLanguage') });
  });

  it('count as not given where they are of the wrong kind', async () => {
    const settings = new ClientSettings(connectionWith({ hover: { enabled: 'yes', neighbours: 3 }, vectors: 7 }).connection);
    settings.start(true, false, undefined);
    const { hover, vectors } = await settings.get();
    assert.deepEqual([hover.enabled, hover.neighbours, vectors.space], [true, 3, '']);
  });

  it('are asked for once a document, and again after a change', async () => {
    const { connection, asked, change } = connectionWith({});
    const settings = new ClientSettings(connection);
    settings.start(true, false, undefined);
    let told = 0;
    settings.onDidChange(() => told++);
    await settings.get('file:///a');
    await settings.get('file:///a');
    assert.deepEqual(asked, [{ scopeUri: 'file:///a', section: 'lexiscope' }]);
    change({ settings: null });
    await settings.get('file:///a');
    settings.forget('file:///a');
    await settings.get('file:///a');
    assert.deepEqual([asked.length, told], [3, 1]);
  });

  it('come from the start or a push where the client cannot be asked', async () => {
    const { connection, asked, change } = connectionWith({});
    const settings = new ClientSettings(connection);
    settings.start(false, false, { hover: { neighbours: 3 } });
    assert.equal((await settings.get()).hover.neighbours, 3);
    change({ settings: { lexiscope: { hover: { neighbours: 5 } } } });
    assert.equal((await settings.get('file:///a')).hover.neighbours, 5);
    assert.deepEqual(asked, []);
  });

  it('are what is known when the client fails to answer', async () => {
    const settings = new ClientSettings(connectionWith(new Error('gone')).connection);
    settings.start(true, false, { vectors: { space: 'sv' } });
    assert.equal((await settings.get()).vectors.space, 'sv');
  });
});
