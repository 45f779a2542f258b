import { LexiscopeError } from '../base/errors.ts';
import type { Classifier } from '../classify/classifier.ts';
import { loadClassifier } from '../classify/classifier.ts';
import { findModelFile } from '../classify/models.ts';
import type { LabelledExample } from '../corpora/example.ts';
import { readExamples } from '../corpora/readExamples.ts';
import type { ModelScores } from '../classify/modelScores.ts';
import { ScoreBoard } from '../classify/modelScores.ts';
import type { Io } from './io.ts';
import { UsageError } from './io.ts';
import { exampleOptions, exampleOptionSpecs, exampleOptionUsage } from './exampleOptions.ts';
import { listOf, parseOptions, wholeNumber } from './options.ts';

export const evaluateUsage = `usage: lexiscope evaluate --model ID|FILE.onnx --data FILE [options]

Runs a model over labelled data (JSON Lines {"text", "labels": [...]}, CSV or TSV with a header, gzipped or not) and tells how well it does.

  --model ID|FILE.onnx  a shipped model or a file
  --data FILE           may be given several times
  --candidates A,B,...  the only labels that may be answered
  --limit N             only the first N rows
  --threads N           processor threads (default 1)
  --json                one JSON value: {n, accuracy, microF1, macroF1, macroRecall, macroAccuracy, ece, textsPerSecond, perLabel}
${exampleOptionUsage}
Accuracy: all labels of a text right. Macro figures count each label alike; macroAccuracy is the accuracy on each gold label's texts, averaged.
ece: expected calibration error, 15 bins. textsPerSecond: tokenizing and running the model, without reading the file or loading the model.
`;

/** Rows that are classified together: so many, or so many UTF-16 code units of text. */
const window = { rows: 4096, length: 1 << 23 };

export async function evaluate(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    model: { type: 'string' }, data: { type: 'string', multiple: true }, candidates: { type: 'string' }, limit: { type: 'string' }, threads: { type: 'string' },
    json: { type: 'boolean' }, ...exampleOptionSpecs,
  });
  if (positionals.length > 0) throw new UsageError(`unexpected argument '${positionals[0]}'; data is given with --data`);
  if (values.model === undefined) throw new UsageError('--model is missing');
  if (values.data === undefined) throw new UsageError('--data is missing');
  const limit = values.limit === undefined ? Infinity : wholeNumber('limit', values.limit, 1);
  const candidates = values.candidates === undefined ? undefined : listOf('candidates', values.candidates);
  const threads = wholeNumber('threads', values.threads ?? '1', 1);
  const readOptions = exampleOptions(values);

  const classifier = await loadClassifier(findModelFile(values.model), { threads });
  try {
    const board = new ScoreBoard(classifier.metadata, candidates);
    let milliseconds = 0;
    const run = async (rows: LabelledExample[]): Promise<void> => {
      const started = performance.now();
      const results = await classifier.classify(rows.map(({ text }) => text), { signal: io.signal, ...(candidates && { candidates }), ...board.needs });
      milliseconds += performance.now() - started;
      results.forEach((result, i) => board.add(rows[i].labels, result));
      if (io.interactive) io.stderr(`\r${board.n} texts, accuracy ${board.scores().accuracy.toFixed(4)}`);
    };
    let rows: LabelledExample[] = [];
    let length = 0;
    let read = 0;
    for await (const row of readExamples(values.data, { ...readOptions, signal: io.signal })) {
      if (row.labels.length === 0 && classifier.metadata.target.kind !== 'multiple') throw new LexiscopeError('bad-input', `${row.file}:${row.line}: this row has no label`);
      rows.push(row);
      length += row.text.length;
      if (rows.length === window.rows || length >= window.length) {
        await run(rows);
        rows = [];
        length = 0;
      }
      if (++read >= limit) break;
    }
    if (rows.length > 0) await run(rows);
    if (read === 0) throw new LexiscopeError('bad-input', `${values.data.join(', ')}: there are no rows`);
    if (io.interactive) io.stderr('\r\u001b[K');
    const scores = { ...board.scores(), textsPerSecond: (1000 * read) / milliseconds };
    if (board.unanswerable.size > 0) io.stderr(`lexiscope: labels in the data that cannot be answered, counted as wrong: ${[...board.unanswerable].slice(0, 10).join(', ')}\n`);
    io.stdout(values.json ? `${JSON.stringify(scores)}\n` : describe(scores, classifier));
    return 0;
  } finally {
    await classifier.dispose();
  }
}

function describe({ perLabel, ...figures }: ModelScores & { textsPerSecond: number }, { metadata }: Classifier): string {
  const round = (value: number): string => value.toFixed(4);
  const head = Object.entries(figures).map(([name, value]) => `${name.padEnd(15)} ${name === 'n' ? value : name === 'textsPerSecond' ? value.toFixed(0) : round(value)}`);
  const width = Math.max(5, ...Object.keys(perLabel).map((name) => name.length));
  const rows = Object.entries(perLabel)
    .filter(([, { n, precision }]) => n > 0 || precision > 0)
    .map(([name, { precision, recall, f1, n }]) => `${name.padEnd(width)} ${round(precision).padStart(9)} ${round(recall).padStart(9)} ${round(f1).padStart(9)} ${String(n).padStart(8)}`);
  return `${metadata.name}\n${head.join('\n')}\n\n${'label'.padEnd(width)} precision    recall        F1        n\n${rows.join('\n')}\n`;
}
