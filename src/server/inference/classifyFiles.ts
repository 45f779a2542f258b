import { randomBytes } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LexiscopeError, messageOf, throwIfAborted } from '../../base/errors.ts';
import { readTexts } from '../../corpora/readTexts.ts';
import type { FolderProgress, FolderResult } from '../../protocol/folder.ts';
import type { FolderJob } from '../../protocol/inference.ts';
import { extractProse } from '../../text/extractProse.ts';
import { languageIdOf } from '../../text/languageIds.ts';
import type { ProseSegment } from '../../text/prose.ts';
import type { ModelStore } from '../modelStore.ts';
import { type JobContext, displayNamesOf } from './analyze.ts';
import { RowClassifier, type RowText } from './classifyRows.ts';
import { listFiles } from './listFiles.ts';
import { openSource } from './readSource.ts';
import { ResultWriter } from './resultWriter.ts';

/** So many texts, or code units in them, are classified together. */
const groupSize = { texts: 64, characters: 1 << 18 };
const reportEveryMs = 100;

/**
 * Classifies files, or the rows of tables, into a file of rows. What cannot be read is a row as well, with the reason.
 * A cancelled run leaves the rows that it had found.
 * @throws LexiscopeError `bad-input` for the model or the candidates, `failed` where the result cannot be written, `cancelled`
 */
export async function classifyFiles(models: ModelStore, job: FolderJob, { signal, progress }: JobContext<FolderProgress>): Promise<FolderResult> {
  const classifier = await models.loadFor(job.task, job.model);
  const rows = new RowClassifier(classifier, await models.detector(), { candidates: job.candidates, force: job.force ?? false });
  await mkdir(job.resultFolder, { recursive: true });
  const name = `${job.task}-${new Date().toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}.jsonl`;
  const writer = await ResultWriter.create(path.join(job.resultFolder, name));
  const startedMs = performance.now();
  try {
    const files = await listFiles(job.paths, { include: job.include ?? [], exclude: job.exclude ?? [] }, signal);
    if (files.length === 0) throw new LexiscopeError('not-found', `${job.paths.join(', ')}: there are no files to read`);
    let done = 0;
    let reportedMs = 0;
    const report = (): void => {
      if (!job.reportProgress || performance.now() - reportedMs < reportEveryMs) return;
      reportedMs = performance.now();
      progress({ resultFile: writer.file, rows: writer.rows, skipped: writer.skipped, done, files: files.length });
    };
    let group: RowText[] = [];
    let characters = 0;
    const flush = async (): Promise<void> => {
      for (const row of await rows.classify(group, signal)) writer.add(row);
      group = [];
      characters = 0;
      await writer.flush();
      report();
    };
    for (const { file, problem } of files) {
      throwIfAborted(signal, 'Classifying the files');
      const uri = pathToFileURL(file).href;
      const unread: RowText[] = problem === undefined ? [] : [{ uri, problem }];
      for await (const text of unread.length > 0 ? unread : textsOf(file, uri, job, signal)) {
        group.push(text);
        characters += text.segments?.reduce((sum, segment) => sum + segment.text.length, 0) ?? 0;
        if (group.length >= groupSize.texts || characters >= groupSize.characters) await flush();
      }
      done++;
      report();
    }
    await flush();
    return {
      resultFile: writer.file,
      model: { id: job.model, name: classifier.metadata.name },
      displayNames: displayNamesOf(classifier),
      rows: writer.rows, skipped: writer.skipped, counts: writer.counts(),
      elapsedMs: performance.now() - startedMs,
    };
  } finally {
    await writer.close();
  }
}

/** The texts of a file: its prose, or each row of a table; what keeps it from being read. */
async function* textsOf(file: string, uri: string, job: FolderJob, signal: AbortSignal): AsyncGenerator<RowText> {
  const { maximumBytes = Infinity, codeParts } = job;
  try {
    const { size } = await stat(file);
    if (size > maximumBytes) throw new LexiscopeError('unsupported', `${file}: ${size} bytes are more than the limit of ${maximumBytes}`);
    if (job.rows) yield* rowsOf(file, uri, job, signal);
    else yield { uri, segments: await segmentsOf(file, codeParts, signal) };
  } catch (error) {
    throwIfAborted(signal, 'Classifying the files');
    yield { uri, problem: messageOf(error).replace(`${file}: `, '') };
  }
}

async function segmentsOf(file: string, codeParts: FolderJob['codeParts'], signal: AbortSignal): Promise<ProseSegment[]> {
  const source = await openSource({ kind: 'file', file }, { codeParts }, signal);
  const segments: ProseSegment[] = [];
  for await (const segment of source.prose(signal)) segments.push(segment);
  return segments;
}

async function* rowsOf(file: string, uri: string, { column, field }: FolderJob, signal: AbortSignal): AsyncGenerator<RowText> {
  const text = languageIdOf(file) === 'jsonl' ? field : column;
  const problems: RowText[] = [];
  const onProblem = ({ line, message }: { line: number | undefined; message: string }): void => {
    problems.push({ uri, problem: message, ...(line !== undefined && { line: line - 1 }) });
  };
  for await (const row of readTexts(file, { signal, onProblem, ...(text !== undefined && { text }) })) {
    yield* problems.splice(0);
    yield { uri, line: row.line - 1, segments: extractProse(row.text, 'plaintext') };
  }
  yield* problems.splice(0);
}
