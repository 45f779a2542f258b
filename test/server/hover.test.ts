import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { HoverAnswer, HoverParams } from '../../src/protocol/hover.ts';
import type { Neighbours, SpaceInfo } from '../../src/protocol/spaces.ts';
import { LspClient, eventually, isAlive } from './lspClient.ts';

let folder: string;
let file: string;
before(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lexiscope-hover-'));
  file = path.join(folder, 'tiny.vec');
  writeFileSync(file, 'boat 1 0\nship 0.9 0.1\ntree 0 1\nforest 0.1 0.9\n');
});
after(() => rmSync(folder, { recursive: true }));

const uri = 'file:///note.md';
const hoverAt = (client: LspClient, line: number, character: number, selection?: HoverParams['selection']): Promise<HoverAnswer | null> =>
  client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character }, ...(selection && { selection }) });
const configurationOf = (extra: object = {}): object => ({ vectors: { spaces: [file], space: file }, hover: {}, ...extra });

/** With the first hover the file is read, which may take longer than a hover waits on a busy machine; and a crash costs one answer. */
async function settledHover(client: LspClient, line: number, character: number, selection?: HoverParams['selection']): Promise<HoverAnswer | null> {
  for (;;) {
    const answer = await hoverAt(client, line, character, selection);
    if (!answer || !/^Reading the vectors|ended unexpectedly/.test(answer.contents.value)) return answer;
  }
}

describe('a hover from the server', () => {
  let client: LspClient;
  before(async () => {
    client = await LspClient.start({ configuration: configurationOf() });
    await client.open(uri, '# Boats\n\nThe `boat` and the boat lie at a xyzzy by the [Trees](tree).\n', 'markdown');
  });
  after(() => client?.kill());

  it('is offered to every client, unless it asks for hovers its own way', async () => {
    assert.equal(client.initialized.capabilities.hoverProvider, true);
    const other = await LspClient.start({ initializationOptions: { ownHover: true } });
    assert.equal(other.initialized.capabilities.hoverProvider, undefined);
    await other.kill();
  });

  it('shows the neighbours of an inflected word in a heading, with the range of the word', async () => {
    const answer = await settledHover(client, 0, 4);
    assert.match(answer!.contents.value, /^\*\*Boats\*\* · taken as \*boat\* · rank 1 of 4 · tiny\\\.vec\n\n```text\nship +█+.? +0\.99\n/);
    assert.deepEqual(answer!.range, { start: { line: 0, character: 2 }, end: { line: 0, character: 7 } });
  });

  it('answers nothing for code, link targets and blanks', async () => {
    assert.equal(await settledHover(client, 2, 7), null);
    assert.equal(await settledHover(client, 2, 55), null);
    assert.equal(await settledHover(client, 1, 0), null);
  });

  it('compares with the word that is selected', async () => {
    const answer = await settledHover(client, 2, 20, { start: { line: 2, character: 47 }, end: { line: 2, character: 52 } });
    assert.match(answer!.contents.value, /Similarity of \*boat\* and \*tree\*: \*\*0\.00\*\*[^]*\*tree\* is neighbour 3 of \*boat\*/);
  });

  it('says so of a word that it does not know', async () => {
    assert.match((await settledHover(client, 2, 35))!.contents.value, /^\*\*xyzzy\*\* is not in the vocabulary of tiny\\\.vec\./);
  });

  it('comes back after the vectors process has died', async () => {
    await settledHover(client, 0, 4);
    const pids = client.inferencePids();
    assert.ok(pids.length > 0);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    assert.ok(await eventually(() => pids.every((pid) => !isAlive(pid))));
    assert.match((await settledHover(client, 0, 4))!.contents.value, /ship/);
  });
});

describe('hovers', () => {
  it('can be switched off, and by language', async () => {
    for (const hover of [{ enabled: false }, { languages: ['plaintext'] }]) {
      const client = await LspClient.start({ configuration: configurationOf({ hover }) });
      await client.open(uri, 'The boat', 'markdown');
      assert.equal(await hoverAt(client, 0, 5), null);
      await client.kill();
    }
  });

  it('tell what is wrong with a file that cannot be read', async () => {
    const broken = path.join(folder, 'broken.vec');
    writeFileSync(broken, '2 2\nboat 1 0\nship 0.9\n');
    const client = await LspClient.start({ configuration: { vectors: { spaces: [broken], space: broken } } });
    await client.open(uri, 'The boat', 'markdown');
    assert.match((await settledHover(client, 0, 5))!.contents.value, /cannot be read: .*broken\\\.vec:3: expected 2 values/);
    await client.kill();
  });
});

describe('requests about vector spaces', () => {
  let client: LspClient;
  before(async () => {
    client = await LspClient.start();
  });
  after(() => client?.kill());

  it('load a file, list it, ask about it, and unload it', async () => {
    let changes = 0;
    client.connection.onNotification('lexiscope/spaces/changed', () => {
      changes++;
    });
    const loaded = await client.connection.sendRequest<SpaceInfo>('lexiscope/spaces/load', { file });
    assert.deepEqual([loaded.origin, loaded.shape, loaded.loaded?.format], ['loaded', { rows: 4, dimensions: 2 }, 'glove-text']);
    const { spaces } = await client.connection.sendRequest<{ spaces: SpaceInfo[] }>('lexiscope/spaces/list', {});
    assert.ok(spaces.some(({ id }) => id === loaded.id));
    const { neighbours, space } = await client.connection.sendRequest<Neighbours>('lexiscope/spaces/neighbours', { space: loaded.id, expression: 'ship + forest - boat', top: 1 });
    assert.deepEqual([neighbours[0].word, space], ['tree', loaded.id]);
    assert.deepEqual(await client.connection.sendRequest('lexiscope/spaces/unload', { space: loaded.id }), { unloaded: true });
    await assert.rejects(client.connection.sendRequest('lexiscope/spaces/neighbours', { space: loaded.id, expression: 'ship' }), /there is no vector space/);
    assert.ok(await eventually(() => changes >= 2));
  });

  it('refuse what breaks the protocol, naming the key', async () => {
    await assert.rejects(client.connection.sendRequest('lexiscope/spaces/oddOneOut', { words: ['a'] }), /words/);
    await assert.rejects(client.connection.sendRequest('lexiscope/spaces/load', { file: path.join(folder, 'none.vec') }), /none\.vec: there is no such file/);
  });
});
