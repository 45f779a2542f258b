import { LexiscopeError } from '../base/errors.ts';
import type { Classifier } from '../classify/classifier.ts';
import { loadClassifier } from '../classify/classifier.ts';
import { readDocument } from '../classify/document.ts';
import type { DocumentResult } from '../classify/documentResult.ts';
import { findMismatches, peek, type LanguageMismatch } from '../classify/mismatch.ts';
import { checkTask, findModelFile, shippedModels } from '../classify/models.ts';
import { streamProse } from '../text/extractProse.ts';
import { languageIdOf } from '../text/languageIds.ts';
import type { Io } from './io.ts';
import { UsageError } from './io.ts';
import { listOf, oneOf, parseOptions, wholeNumber } from './options.ts';
import { readInput } from './readInput.ts';

export const analyzeUsage = `usage: lexiscope analyze --task ${shippedModels.join('|')} [options] FILE...|-

Reads the prose of files (Markdown and the like by their extension; - is standard input) and says what it is.

  --task TASK           ${shippedModels.join(', ')}; may be left out where --model is given
  --model ID|FILE.onnx  a shipped model or a file; left out: the shipped model of the task
  --candidates A,B,...  the only labels that may be answered
  --format text|json    text for people (default), or one JSON value: a list with an object a file
  --json                the same as --format json
  --threads N           processor threads (default 1)
`;

/** One file's answer, as scripts get it. */
interface FileResult extends DocumentResult {
  readonly file: string;
  readonly task: string;
  readonly model: string;
  /** The text is in a language that the model does not read. */
  readonly mismatch?: LanguageMismatch;
}

export async function analyze(args: string[], io: Io): Promise<number> {
  const { values, positionals: files } = parseOptions(args, {
    task: { type: 'string' }, model: { type: 'string' }, candidates: { type: 'string' }, format: { type: 'string' }, json: { type: 'boolean' }, threads: { type: 'string' },
  });
  const task = values.task === undefined ? undefined : oneOf('task', values.task, shippedModels);
  const model = values.model ?? task;
  if (model === undefined) throw new UsageError('--task or --model is missing');
  if (files.length === 0) throw new UsageError('FILE is missing; - reads standard input');
  if (files.filter((file) => file === '-').length > 1) throw new UsageError('- may be given once');
  const format = oneOf('format', values.format ?? (values.json ? 'json' : 'text'), ['text', 'json']);
  const candidates = values.candidates === undefined ? undefined : listOf('candidates', values.candidates);
  const threads = wholeNumber('threads', values.threads ?? '1', 1);

  const classifier = await loadClassifier(findModelFile(model), { threads });
  let detector: Classifier | undefined;
  try {
    if (task !== undefined) checkTask(classifier, task);
    detector = await loadDetector(classifier);
    const results: FileResult[] = [];
    for (const file of files) {
      const text = await readInput(file, io);
      const { beginning, all } = await peek(streamProse(text, languageIdOf(file), io.signal));
      const [mismatch] = detector ? await findMismatches(classifier.metadata.languages, detector, [beginning], io.signal) : [];
      const result = await readDocument(classifier, all, { signal: io.signal, ...(candidates && { candidates }) });
      const named = { file, task: task ?? classifier.metadata.task, model: classifier.metadata.name, ...result, ...(mismatch && { mismatch }) };
      if (format === 'json') results.push(named);
      else io.stdout(describe(named, text, classifier));
    }
    if (format === 'json') io.stdout(`${JSON.stringify(results)}\n`);
    return 0;
  } finally {
    await detector?.dispose();
    await classifier.dispose();
  }
}

/** The language model, for a model that does not read every language; none where it is not installed. */
async function loadDetector({ metadata: { task, languages } }: Classifier): Promise<Classifier | undefined> {
  if (task === 'language' || languages.includes('*')) return undefined;
  try {
    return await loadClassifier(findModelFile('language'));
  } catch (error) {
    if (error instanceof LexiscopeError && error.code === 'not-found') return undefined;
    throw error;
  }
}

const verdicts = {
  certain: '', uncertain: ' (uncertain)', 'not-enough-text': 'not enough text', 'not-language': 'not natural language',
} as const;

function describe({ file, label, labels, scores, verdict, confidence, segments, mismatch }: FileResult, text: string, { metadata }: Classifier): string {
  const displayNames = new Map(metadata.labels.map(({ name, displayName }) => [name, displayName === undefined ? name : `${displayName} (${name})`]));
  const display = (name: string): string => displayNames.get(name) ?? name;
  const scoreOf = new Map(scores.map((scored) => [scored.label, scored.score]));
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const answered = labels.map((name) => `${display(name)} ${percent(scoreOf.get(name) ?? confidence)}`).join(', ');
  if (verdict === 'not-enough-text' || verdict === 'not-language') return `${file}: ${verdicts[verdict]}\n`;
  const lines = [`${file}: ${label === null ? `none ${percent(confidence)}` : answered}${verdicts[verdict]}`];
  if (mismatch) lines.push(`  beware: the model reads ${mismatch.reads.join(', ')}, the text is in ${mismatch.language} (${percent(mismatch.confidence)})`);
  const others = scores.filter((scored) => !labels.includes(scored.label) && scored.score >= 0.01).slice(0, 3);
  if (others.length > 0) lines.push(`  then ${others.map((scored) => `${display(scored.label)} ${percent(scored.score)}`).join(', ')}`);
  if (segments.length > 1) {
    const lineOf = lineCounter(text);
    for (const { start, end, label: name, score } of segments) {
      const [first, last] = [lineOf(start), lineOf(end)];
      lines.push(`  ${first === last ? `line ${first}` : `lines ${first}-${last}`}: ${display(name)} ${percent(score)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The 1-based line of an offset; offsets must not fall from call to call. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let position = 0;
  return (offset) => {
    for (;;) {
      const next = text.indexOf('\n', position);
      if (next < 0 || next >= offset) return line;
      line++;
      position = next + 1;
    }
  };
}
