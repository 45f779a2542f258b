import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { LSPErrorCodes, ProgressType, type ResponseError } from 'vscode-languageserver-protocol/node';
import type { DocumentAnalyses, DocumentAnalysis, DocumentSegment, PartialAnalysis } from '../../src/protocol/analysis.ts';
import type { DocumentExplanation } from '../../src/protocol/explain.ts';
import type { FolderProgress, FolderResult, ResultPage } from '../../src/protocol/folder.ts';
import { type LiveAnalysis, applyChanges } from '../../src/protocol/live.ts';
import type { ModelList } from '../../src/protocol/models.ts';
import { writeTinyModel } from '../support/tinyModel.ts';
import { LspClient, eventually, isAlive } from './lspClient.ts';

/** Words with + are good, words with - are bad. */
const votes = { '+': [0, 0, 9], '-': [9, 0, 0], o: [0, 6, 0] };
const french = 'Les enfants jouent dans le jardin pendant que la pluie tombe doucement sur les toits du village.';

let folder: string;
let model: string;
let client: LspClient;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-reading-'));
  model = path.join(folder, 'mood.onnx');
  await writeTinyModel(model, { labels: ['bad', 'neutral', 'good'], votes, metadata: { name: 'mood', task: 'sentiment', languages: ['en'], input: { maximumTokens: 400, overlap: 0 } } });
  client = await LspClient.start();
});
after(async () => {
  await client.stop();
  await rm(folder, { recursive: true, force: true });
});

const request = <T>(method: string, params: unknown): Promise<T> => client.connection.sendRequest<T>(method, params);
const sentiment = (uri: string, more: object = {}): Promise<DocumentAnalysis> => request('lexiscope/analyze', { task: 'sentiment', model, textDocument: { uri }, ...more });

describe('a document that is read', () => {
  it('has sections under its headings, and sentences in them', async () => {
    await client.open('file:///sections.md', '# Foo\n\nIt ++ is. It -- is. It ++ is.\n\n## Zoo\n\n++ ++ ++ so.\n\n# Too\n\n-- -- it is.\n', 'markdown');
    const { sections, segments, label } = await sentiment('file:///sections.md', { force: true });
    assert.deepEqual(sections.map(({ title, depth, label: answer }) => [title, depth, answer]), [['Foo', 0, 'good'], ['Zoo', 1, 'good'], ['Too', 0, 'bad']]);
    assert.deepEqual(sections.map(({ firstSegment, endSegment }) => segments.slice(firstSegment, endSegment).map((segment) => segment.label)), [
      ['neutral', 'good', 'bad', 'good', 'neutral', 'good'], ['neutral', 'good'], ['neutral', 'bad'],
    ]);
    assert.deepEqual(sections[1].range, { start: { line: 4, character: 3 }, end: { line: 6, character: 12 } });
    assert.equal(typeof label, 'string');
  });

  it('is not judged in a language that the model does not read, unless one insists', async () => {
    await client.open('file:///fr.txt', `${french} ++ ++\n`);
    const refused = await sentiment('file:///fr.txt');
    assert.deepEqual([refused.label, refused.verdict, refused.mismatch?.language, refused.mismatch?.reads], [null, 'other-language', 'fr', ['en']]);
    const forced = await sentiment('file:///fr.txt', { force: true });
    assert.deepEqual([forced.label, forced.mismatch?.language], ['good', 'fr']);
    assert.ok(refused.words > 10 && refused.words === forced.words);
  });

  it('tells how little there is', async () => {
    for (const [text, amount, words] of [['', 'none', 0], ['It is ++ good today.', 'little', 4], [`${'word '.repeat(20)}`, 'enough', 20]] as const) {
      const uri = `file:///little${words}.txt`;
      await client.open(uri, text);
      const answer = await sentiment(uri, { force: true });
      assert.deepEqual([answer.amount, answer.words], [amount, words]);
    }
  });

  it('may be a file that is not open, in an old encoding', async () => {
    const file = path.join(folder, 'latin1.txt');
    await writeFile(file, Buffer.from('Il a mangé à la fête de l’été dernier, et après il est allé à l\'école. ++', 'latin1'));
    const answer = await sentiment(pathToFileURL(file).href, { force: true });
    assert.deepEqual([answer.label, answer.version, answer.mismatch?.language], ['good', null, 'fr']);
  });

  it('is answered with a clear error where it is binary, missing or no file', async () => {
    const file = path.join(folder, 'binary.bin');
    await writeFile(file, Buffer.from(Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? 0 : (i * 7919) % 256))));
    await assert.rejects(sentiment(pathToFileURL(file).href), /binary\.bin: .*text file/);
    await assert.rejects(sentiment(pathToFileURL(path.join(folder, 'none.txt')).href), /there is no such file/);
    await assert.rejects(sentiment('untitled:nothing'), /not open/);
  });

  it('may hold lone surrogates and a very long line', async () => {
    await client.open('file:///odd.txt', '++ \ud800 good \udc00 ++');
    assert.equal((await sentiment('file:///odd.txt')).label, 'good');
    await client.open('file:///long.txt', '++ word '.repeat(200_000));
    const { label, segments } = await sentiment('file:///long.txt', { force: true });
    assert.equal(label, 'good');
    assert.ok(segments.length > 100);
  });

  it('is read in the column that was chosen', async () => {
    await client.open('file:///rows.csv', 'first,second\n"++ words that are longer than the others here","-- bad"\n"++ more","-- worse"\n', 'csv');
    assert.equal((await sentiment('file:///rows.csv', { force: true })).label, 'good');
    assert.equal((await sentiment('file:///rows.csv', { force: true, column: 'second' })).label, 'bad');
  });

  it('is read in its comments or strings, as one chooses; a selection without either as it stands', async () => {
    await client.open('file:///a.ts', '// a ++ remark here\nconst x = "-- what a string";\n', 'typescript');
    const labels = await Promise.all(['comments', 'strings'].map(async (codeParts) => (await sentiment('file:///a.ts', { codeParts, force: true })).label));
    assert.deepEqual(labels, ['good', 'bad']);
    const inside = await sentiment('file:///a.ts', { force: true, ranges: [{ start: { line: 1, character: 11 }, end: { line: 1, character: 24 } }] });
    assert.equal(inside.label, 'bad');
  });

  it('may be a notebook: its Markdown cells, each with its ranges', async () => {
    const uri = 'file:///book.ipynb';
    const cell = (name: string): string => `vscode-notebook-cell:/book.ipynb#${name}`;
    await client.connection.sendNotification('notebookDocument/didOpen', {
      notebookDocument: { uri, notebookType: 'jupyter-notebook', version: 1, cells: [{ kind: 1, document: cell('a') }, { kind: 2, document: cell('code') }, { kind: 1, document: cell('b') }] },
      cellTextDocuments: [{ uri: cell('a'), languageId: 'markdown', version: 1, text: '# Top\n\n++ it is.' }, { uri: cell('b'), languageId: 'markdown', version: 3, text: '-- it is.' }],
    });
    const { cells, segments, sections } = await sentiment(uri, { force: true });
    assert.deepEqual(cells, [{ uri: cell('a'), version: 1 }, { uri: cell('b'), version: 3 }]);
    assert.deepEqual(segments.filter(({ label }) => label !== 'neutral').map(({ label, cell: index, range }) => [label, index, range.start.line]), [['good', 0, 2], ['bad', 1, 0]]);
    assert.deepEqual(sections.map(({ title, cell: index }) => [title, index]), [['Top', 0]]);
  });

  it('may be a notebook that is not open', async () => {
    const file = path.join(folder, 'book.ipynb');
    const cells = [{ cell_type: 'markdown', source: ['# Top\n', '\n', '++ it is.'] }, { cell_type: 'code', source: 'x = 1' }, { cell_type: 'markdown', source: '-- it is.' }];
    await writeFile(file, JSON.stringify({ cells, nbformat: 4 }));
    const { segments } = await sentiment(pathToFileURL(file).href, { force: true });
    assert.deepEqual(segments.filter(({ label }) => label !== 'neutral').map(({ label, cell }) => [label, cell]), [['good', 0], ['bad', 1]]);
    await writeFile(file, '{"cells": 3}');
    await assert.rejects(sentiment(pathToFileURL(file).href), /book\.ipynb: expected a Jupyter notebook/);
  });

  it('sends what it has found before it is done', async () => {
    const text = Array.from({ length: 300 }, (_, i) => `${i % 2 === 0 ? '++' : '--'} is paragraph number ${i}.\n\n`).join('');
    await client.open('file:///partial.txt', text);
    let found: DocumentSegment[] = [];
    let messages = 0;
    client.connection.onProgress(new ProgressType<PartialAnalysis>(), 'part', ({ keep, segments, version }) => {
      assert.equal(version, 1);
      messages++;
      found = [...found.slice(0, keep), ...segments];
    });
    const { segments } = await sentiment('file:///partial.txt', { force: true, partialResultToken: 'part' });
    assert.ok(messages > 2);
    assert.deepEqual(found, segments);
  });

  it('is not answered in another version than the one asked for', async () => {
    await client.open('file:///version.txt', '++ one');
    const version = await client.edit('file:///version.txt', { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } }, '--');
    await assert.rejects(request('lexiscope/analyze', { task: 'sentiment', model, textDocument: { uri: 'file:///version.txt', version: 1 } }), (error: ResponseError) => error.code === LSPErrorCodes.ContentModified);
    const answer = await request<DocumentAnalysis>('lexiscope/analyze', { task: 'sentiment', model, force: true, textDocument: { uri: 'file:///version.txt', version } });
    assert.deepEqual([answer.version, answer.label], [version, 'bad']);
  });
});

describe('several questions at once', () => {
  it('are answered together; those without a model are told', async () => {
    await client.open('file:///all.txt', `${'This is a plain English sentence about the weather in the old harbour. '.repeat(3)} ++ ++ ++`);
    const params = { textDocument: { uri: 'file:///all.txt' }, tasks: ['language', 'sentiment', 'spam'], models: { sentiment: model, spam: path.join(folder, 'none.onnx') } };
    const { analyses, skipped } = await request<DocumentAnalyses>('lexiscope/analyzeAll', params);
    assert.deepEqual(analyses.map(({ task, label }) => [task, label]), [['language', 'en'], ['sentiment', analyses[1].label]]);
    assert.deepEqual(skipped.map(({ task }) => task), ['spam']);
    assert.match(skipped[0].reason, /none\.onnx/);
  });

  it('can be asked by any client as commands', async () => {
    const run = <T>(command: string, argument: object): Promise<T> => request('workspace/executeCommand', { command, arguments: [argument] });
    await client.open('file:///command.txt', '++ ++ it is');
    assert.equal((await run<DocumentAnalysis>('lexiscope.analyzeSentiment', { model, force: true, textDocument: { uri: 'file:///command.txt' } })).label, 'good');
    assert.equal((await run<DocumentAnalysis>('lexiscope.categorizeDocument', { task: 'custom', model, force: true, textDocument: { uri: 'file:///command.txt' } })).label, 'good');
    await assert.rejects(run('lexiscope.categorizeDocument', { task: 'custom', textDocument: { uri: 'file:///command.txt' } }), /model/);
  });

  it('names the models that can be asked', async () => {
    const { models, problems } = await request<ModelList>('lexiscope/models', { files: [model, path.join(folder, 'none.onnx')] });
    assert.equal(models.find(({ id }) => id === 'language')?.shipped, true);
    assert.deepEqual(models.find(({ id }) => id === model)?.labels.map(({ name }) => name), ['bad', 'neutral', 'good']);
    assert.deepEqual(problems.map(({ file }) => file), [path.join(folder, 'none.onnx')]);
  });
});

describe('an explanation', () => {
  it('lists the words that carried the answer, strongest first, with their ranges and signs', async () => {
    await client.open('file:///why.txt', 'o o\n\no+++o and o-o here.\n');
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 19 } };
    const { label, evidence, method, score, total } = await request<DocumentExplanation>('lexiscope/explain', { task: 'sentiment', model, label: 'good', textDocument: { uri: 'file:///why.txt' }, ranges: [range] });
    assert.deepEqual([label, method, evidence.length], ['good', 'occlusion', total]);
    assert.ok(score > 0 && score < 1);
    assert.ok(evidence.every(({ weight }, i) => i === 0 || Math.abs(weight) <= Math.abs(evidence[i - 1].weight)));
    for (const { range: { start, end }, text } of evidence) assert.equal('o+++o and o-o here.'.slice(start.character, end.character), text);
  });
});

describe('a document that is followed', () => {
  it('has after every edit the segments that a full analysis finds', async () => {
    const uri = 'file:///live.md';
    await client.open(uri, Array.from({ length: 60 }, (_, i) => `${i % 9 === 0 ? '# Heading\n\n' : ''}${i % 2 === 0 ? '++' : '--'} is number ${i}. It is.\n\n`).join(''), 'markdown');
    let segments: DocumentSegment[] = [];
    let since: number | undefined;
    const follow = async (): Promise<LiveAnalysis> => {
      const answer = await request<LiveAnalysis>('lexiscope/live', { task: 'sentiment', model, force: true, textDocument: { uri }, ...(since !== undefined && { since }) });
      segments = applyChanges(segments, answer.segments);
      since = answer.version;
      return answer;
    };
    await follow();
    const edits = [
      [10, 0, 10, 0, '++ new words here. '], [20, 0, 23, 0, ''], [0, 0, 0, 0, '++ at the top\n\n'], [30, 0, 30, 2, '```\n'], [40, 0, 40, 0, '\n\n\n'], [5, 0, 30, 0, ''],
    ] as const;
    for (const [line, character, endLine, endCharacter, text] of edits) {
      await client.edit(uri, { start: { line, character }, end: { line: endLine, character: endCharacter } }, text);
      const live = await follow();
      const full = await sentiment(uri, { force: true });
      assert.deepEqual(segments, full.segments);
      assert.deepEqual([live.version, live.label, live.words, live.shares], [full.version, full.label, full.words, full.shares]);
      assert.ok(Math.abs(live.confidence - full.confidence) < 1e-6);
    }
    assert.ok((await follow()).segments.keep === segments.length, 'what has not changed is not sent again');
  });

  it('is followed in its languages as well, and again after the process that does it has died', async () => {
    const uri = 'file:///live.txt';
    const english = 'The old harbour lies quiet in the morning, and nobody has seen the ferry leave.';
    await client.open(uri, `${english}\n\n${french}\n\n${english}\n`);
    const follow = (): Promise<LiveAnalysis> => request('lexiscope/live', { task: 'language', textDocument: { uri } });
    assert.deepEqual((await follow()).segments.inserted.map(({ label }) => label), ['en', 'fr', 'en']);
    const processes = client.inferencePids();
    for (const pid of processes) process.kill(pid, 'SIGKILL');
    assert.ok(await eventually(() => !processes.some(isAlive) && client.inferencePids().length === 0));
    await client.edit(uri, { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } }, '');
    assert.deepEqual((await follow()).segments.inserted.map(({ label }) => label), ['en']);
    assert.deepEqual(await request('lexiscope/endLive', { textDocument: { uri } }), { ended: true });
  });
});

describe('files of a folder', () => {
  let texts: string;
  before(async () => {
    texts = path.join(folder, 'texts');
    await mkdir(path.join(texts, 'inner'), { recursive: true });
    await mkdir(path.join(texts, 'node_modules'));
    await writeFile(path.join(texts, 'node_modules', 'never.txt'), '++');
    await writeFile(path.join(texts, '.hidden.txt'), '++');
    for (let i = 0; i < 150; i++) await writeFile(path.join(texts, i % 2 === 0 ? 'inner' : '', `text${i}.md`), `# Number ${i}\n\n${i % 3 === 0 ? '++ ++ ++' : '-- -- --'}\n`);
    await writeFile(path.join(texts, 'picture.png'), Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)));
    await writeFile(path.join(texts, 'rows.csv'), 'id,text\n1,"++ one, and\nmore"\n2,-- two\n3,"broken" x,y,z\n');
  });
  const classify = (more: object): Promise<FolderResult> => request('lexiscope/classifyFiles', { task: 'custom', model, force: true, resultFolder: path.join(folder, 'results'), ...more });
  const rowsOf = (resultFile: string, more: object = {}): Promise<ResultPage> => request('lexiscope/resultRows', { resultFile, ...more });

  it('are classified into a table, with what was skipped and why', async () => {
    let last: FolderProgress | undefined;
    client.connection.onProgress(new ProgressType<FolderProgress>(), 'folder', (news) => { last = news; });
    const result = await classify({ uris: [pathToFileURL(texts).href], exclude: ['*.csv'], partialResultToken: 'folder' });
    assert.deepEqual([result.rows, result.skipped], [151, 1]);
    assert.deepEqual(result.counts, [{ label: 'bad', count: 100 }, { label: 'good', count: 50 }]);
    assert.equal(last?.files, 151);
    const { rows: [skipped], total } = await rowsOf(result.resultFile, { show: 'skipped' });
    assert.equal(total, 1);
    assert.match(skipped.uri, /picture\.png$/);
    assert.match(skipped.skipped ?? '', /not a text file|not valid/);
  });

  it('can be paged through, sorted and filtered, and exported', async () => {
    const { resultFile } = await classify({ uris: [pathToFileURL(texts).href], include: ['inner/**'] });
    const page = await rowsOf(resultFile, { sortBy: 'uri', descending: true, offset: 10, limit: 5 });
    assert.equal(page.total, 75);
    assert.deepEqual(page.rows.map(({ uri }) => /text(\d+)/.exec(uri)![1]), ['128', '126', '124', '122', '120']);
    const good = await rowsOf(resultFile, { labels: ['good'], containing: 'NUMBER 6' });
    assert.ok(good.rows.length > 0 && good.rows.every(({ label, text }) => label === 'good' && text.startsWith('Number 6')));
    const file = path.join(folder, 'export.csv');
    assert.deepEqual(await request('lexiscope/exportResult', { resultFile, file, format: 'csv', labels: ['good'] }), { rows: 25 });
    const lines = (await readFile(file, 'utf8')).trim().split('\r\n');
    assert.equal(lines.length, 26);
    assert.ok(lines[0].startsWith('row,uri,line,label'));
  });

  it('may be tables, a row a text', async () => {
    const { resultFile, rows, skipped } = await classify({ uris: [pathToFileURL(path.join(texts, 'rows.csv')).href], rows: true, column: 'text' });
    const page = await rowsOf(resultFile);
    assert.deepEqual(page.rows.map(({ line, label, skipped: reason }) => [line, label, reason === undefined]), [[1, 'good', true], [3, 'bad', true], [4, null, false]]);
    assert.deepEqual([rows, skipped], [3, 1]);
  });

  it('can be given up, which leaves the rows found until then', async () => {
    const results = path.join(folder, 'cancelled');
    const { CancellationTokenSource } = await import('vscode-languageserver-protocol/node');
    const source = new CancellationTokenSource();
    const running = client.connection.sendRequest('lexiscope/classifyFiles', { task: 'custom', model, resultFolder: results, uris: [pathToFileURL(texts).href] }, source.token);
    source.cancel();
    await assert.rejects(running, (error: ResponseError) => error.code === LSPErrorCodes.RequestCancelled);
    assert.ok((await readdir(results).catch(() => [])).length <= 1);
  });
});
