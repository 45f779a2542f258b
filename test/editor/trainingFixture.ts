import type { Implementation } from '../../src/protocol/rpc.ts';
import type { DataInspection, NetworkDescription, RunDetails, TrainingChoices } from '../../src/protocol/training.ts';
import type { TrainingPanelHost } from '../../src/protocol/trainingPanel.ts';
import type { RunMetrics, RunSummary } from '../../src/protocol/trainingRun.ts';

const choices: TrainingChoices = {
  folder: '/runs', cores: 2, maximumRuns: 1,
  presets: [
    { kind: 'classifier', name: 'lstm', title: 'LSTM', what: 'Reads word by word and keeps what matters in a cell.', when: 'Order matters; some thousand texts.', settings: { cell: 'lstm', hiddenSize: 64, epochs: 5, dropout: 0.2, testPart: 0.1 } },
    { kind: 'classifier', name: 'bag', title: 'Bag of embeddings', what: 'The mean of the word vectors.', when: 'A strong and quick baseline.', settings: { epochs: 5, testPart: 0.1 } },
    { kind: 'embeddings', name: 'skipgram', title: 'Skip-gram', what: 'Predicts the neighbours of a word.', when: 'General purpose.', settings: { dimensions: 100, epochs: 3 } },
  ],
  embeddingFields: [{ key: 'dimensions', label: 'Dimensions', help: 'Numbers a word.', group: 'network', advanced: false, type: 'integer' }],
  networkFields: [
    { key: 'testPart', label: 'Part for the test', help: 'Rows that neither training nor validation sees.', group: 'data', advanced: false, type: 'number', minimum: 0, maximum: 0.9 },
    { key: 'hiddenSize', label: 'Hidden size', help: 'Units of the recurrent layer.', group: 'network', advanced: false, type: 'integer', minimum: 1, maximum: 1024 },
    { key: 'cell', label: 'Cell', help: 'What a step of the network computes.', group: 'network', advanced: false, type: 'choice', choices: [{ value: 'lstm', label: 'LSTM' }, { value: 'gru', label: 'GRU' }] },
    { key: 'epochs', label: 'Epochs', help: 'How often the data is read.', group: 'training', advanced: false, type: 'integer', minimum: 1 },
    { key: 'dropout', label: 'Dropout', help: 'Part of the units left out at random.', group: 'training', advanced: true, type: 'number', minimum: 0, maximum: 0.9 },
  ],
};

const lengths = { mean: 12, median: 11, p95: 25, longest: 40, bins: [{ upTo: 10, count: 80 }, { upTo: 20, count: 90 }, { upTo: 50, count: 30 }] };

const inspection: DataInspection = {
  format: 'csv', files: ['/data/letters.csv'], fileCount: 1, bytes: 12345,
  columns: [{ column: 'body', name: 'body', role: 'text', examples: ['The parcel never came'] }, { column: 'kind', name: 'kind', role: 'labels', examples: ['complaint'] }],
  rows: [
    { text: 'The parcel never came and nobody answers the phone.', labels: ['complaint'], file: '/data/letters.csv', line: 2 },
    { text: 'Thank you for the quick repair!', labels: ['praise'], file: '/data/letters.csv', line: 3 },
    { text: 'When do you open on Sundays?', labels: ['question'], file: '/data/letters.csv', line: 4 },
  ],
  examples: 200, estimatedExamples: 200, complete: true, target: 'single',
  labels: [{ label: 'complaint', count: 110 }, { label: 'question', count: 60 }, { label: 'praise', count: 30 }], labelCount: 3, withoutLabel: 0, withSeveralLabels: 0, empty: 1, duplicates: 2,
  words: lengths, characters: lengths, sizes: { examples: 200, meanTokens: 12, distinctWords: 900, labels: 3 },
  problems: [{ file: '/data/letters.csv', line: 17, message: 'expected 2 columns, found 3' }], problemCount: 1,
  advice: [{ key: 'epochs', value: 20, reason: 'There are few texts: more epochs are needed.' }],
};

const network: NetworkDescription = {
  layers: [
    { name: 'embedding', type: 'embedding', title: 'Embedding of 900 words', inputShape: ['batch', 'time'], outputShape: ['batch', 'time', '64'], parameters: 57600 },
    { name: 'lstm', type: 'lstm', title: 'LSTM, 64 units', inputShape: ['batch', 'time', '64'], outputShape: ['batch', 'time', '64'], parameters: 33024 },
    { name: 'pooling', type: 'pooling', title: 'Last state', inputShape: ['batch', 'time', '64'], outputShape: ['batch', '64'], parameters: 0 },
    { name: 'output', type: 'dense', title: 'Dense, softmax', inputShape: ['batch', '64'], outputShape: ['batch', '3'], parameters: 195 },
  ],
  parameters: 90819, estimate: { secondsPerEpoch: 0.4, epochs: 5, seconds: 2, memoryBytes: 150e6, basis: 'model' }, problems: [],
};

const metrics: RunMetrics = {
  part: 'test', examples: 20, figures: { accuracy: 0.85, macroF1: 0.81, loss: 0.44, ece: 0.05 },
  labels: [{ label: 'complaint', precision: 0.9, recall: 0.9, f1: 0.9, n: 11 }, { label: 'praise', precision: 0.67, recall: 0.67, f1: 0.67, n: 3 }, { label: 'question', precision: 0.83, recall: 0.83, f1: 0.83, n: 6 }],
  confusion: [[10, 0, 1], [1, 2, 0], [0, 1, 5]],
  reliability: [{ from: 0.4, to: 0.6, count: 5, confidence: 0.5, accuracy: 0.6 }, { from: 0.8, to: 1, count: 15, confidence: 0.92, accuracy: 0.93 }], temperature: 1.1,
};

export function summaryOf(change: Partial<RunSummary> = {}): RunSummary {
  return {
    version: 1, id: 'letters', folder: '/runs/letters', kind: 'classifier', name: 'letters.csv · LSTM', state: 'running', phase: 'training', created: 1_790_000_000_000, attempt: 1, progress: 0.4, epoch: 2, epochs: 5,
    seconds: 3.2, secondsLeft: 5, tokensPerSecond: 81000, peakMemoryBytes: 142e6, figures: { accuracy: 0.8 }, headline: 'accuracy', settings: { cell: 'lstm', hiddenSize: 64 }, preset: 'lstm', data: ['/data/letters.csv'], notes: '', resumable: false, place: null,
    ...change,
  };
}

export const finished = summaryOf({ state: 'finished', progress: 1, epoch: 5, figures: { accuracy: 0.85 } });

const steps = Array.from({ length: 50 }, (_unused, index) => ({ step: index, epoch: 1 + Math.floor(index / 10), progress: index / 50, seconds: index / 10, loss: 1.1 * Math.exp(-index / 20) + 0.05 * Math.sin(index), rate: 0.002 * (1 - index / 50), tokensPerSecond: 80000 + 3000 * Math.sin(index) }));
const epochs = [1, 2, 3, 4, 5].map((epoch) => ({ epoch, step: epoch * 10 - 1, loss: 1 / epoch, rate: 0.001, seconds: epoch, best: epoch === 5, figures: { loss: 0.3 + 0.8 / epoch, accuracy: 0.9 - 0.4 / epoch, macroF1: 0.86 - 0.4 / epoch } }));

/** Details of the run, only what the caller does not have. */
function detailsOf(summary: RunSummary, from: { steps?: number | undefined; epochs?: number | undefined; samples?: number | undefined }): RunDetails {
  const done = summary.state === 'finished';
  return {
    summary, steps: (done ? steps : steps.slice(0, 20)).slice(from.steps ?? 0), epochs: (done ? epochs : epochs.slice(0, 2)).slice(from.epochs ?? 0),
    sampleTexts: [{ text: 'The parcel never came.', gold: ['complaint'] }, { text: 'When do you open?', gold: ['question'] }],
    samples: [1, 2].map((epoch) => ({ epoch, answers: [{ scores: [{ label: 'complaint', score: 0.4 + 0.2 * epoch }] }, { scores: [{ label: epoch === 1 ? 'praise' : 'question', score: 0.5 }] }] })).slice(from.samples ?? 0),
    frames: [], log: ['reading /data/letters.csv', 'epoch 1: loss 1.0'], metrics: done ? metrics : null, singularValues: [], exports: done ? ['model', 'report'] : [],
  };
}

/** A host whose one run has the state that `current` holds; every call is noted. */
export function fakeHost(current: { runs: RunSummary[] }, calls: { method: string; params: unknown }[]): Implementation<TrainingPanelHost> {
  const noted = <P, R>(method: string, answer: (params: P) => R) => (params: P): R => {
    calls.push({ method, params });
    return answer(params);
  };
  const one = (): RunSummary => current.runs[0] ?? summaryOf();
  return {
    ready: () => null, choices: () => choices,
    inspectData: noted('inspectData', () => inspection), describeNetwork: noted('describeNetwork', () => network),
    start: noted('start', () => { const run = summaryOf(); current.runs = [run]; return run; }),
    pause: noted('pause', one), resume: noted('resume', one), stop: noted('stop', one), cancel: noted('cancel', one),
    list: () => ({ folder: '/runs', runs: current.runs }), read: (params) => detailsOf(one(), params),
    edit: noted('edit', one),
    answers: noted('answers', () => ({ total: 1, answers: [{ text: 'Nobody answers the phone, when do you open?', gold: ['complaint'], predicted: ['question'], confidence: 0.7, loss: 1.9, correct: false, scores: [], file: '/data/letters.csv', line: 9 }] })),
    tryModel: noted('tryModel', () => ({ label: 'complaint', scores: [{ label: 'complaint', score: 0.9 }, { label: 'question', score: 0.08 }, { label: 'praise', score: 0.02 }], evidence: [{ start: 4, end: 10, weight: 0.5 }, { start: 11, end: 16, weight: -0.2 }], tags: [] })),
    compare: noted('compare', () => ({ runs: current.runs, differences: [], figures: [] })),
    pickData: noted('pickData', () => ({ source: { type: 'paths' as const, paths: ['/data/letters.csv'] }, title: 'letters.csv' })), pickFile: () => null,
    openPlace: noted('openPlace', () => undefined), remove: noted('remove', () => ({ removed: true })), exportRun: noted('exportRun', () => ({ files: ['/tmp/letters.onnx'] })),
    useRun: noted('useRun', () => 'It can now be chosen.'), revealFolder: noted('revealFolder', () => undefined),
  };
}
