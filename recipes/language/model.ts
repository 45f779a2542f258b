import type { Network } from '../../src/nn/architecture.ts';
import type { Evaluator } from '../../src/nn/evaluator.ts';
import { exportGraph } from '../../src/nn/exportModel.ts';
import { fitSoftmaxTemperature } from '../../src/nn/metrics/temperature.ts';
import type { Parameters } from '../../src/nn/parameters.ts';
import { formatVersion } from '../../src/onnx/metadata.ts';
import { writeModelFile } from '../../src/onnx/modelFile.ts';
import type { Tokenizer } from '../../src/text/tokenizer.ts';
import type { TokenizerSpec } from '../../src/text/tokenizerSpec.ts';
import type { LabelledText } from './corpus.ts';
import { logitsOf } from './evaluation.ts';

export interface Calibration {
  readonly evaluator: Evaluator;
  readonly tokenizer: Tokenizer;
  /** The temperature is fitted on these. */
  readonly texts: readonly LabelledText[];
  /** Figures for the metadata's training summary. */
  readonly report: Readonly<Record<string, unknown>>;
}

const maximumTokens = 64;

/** Writes the model, its embedding table in 4 bits, with its metadata. */
export async function writeLanguageModel(file: string, network: Network, parameters: Parameters, tokenizer: TokenizerSpec, labels: readonly string[], calibration: Calibration): Promise<void> {
  const logits = await logitsOf(calibration.evaluator, parameters, calibration.tokenizer, calibration.texts.map(({ text }) => text), maximumTokens);
  const known = calibration.texts.map(({ code }, i) => ({ label: labels.indexOf(code), logits: logits[i] })).filter((row) => row.logits !== undefined);
  const temperature = fitSoftmaxTemperature(known.flatMap((row) => [...row.logits!]), known.map((row) => row.label));
  const names = new Intl.DisplayNames('en', { type: 'language' });
  await writeModelFile(file, exportGraph(network, true, parameters, 'int4'), {
    format: formatVersion, name: 'Language', task: 'language',
    labels: labels.map((name) => ({ name, displayName: name === 'zxx' ? 'Not natural language' : (names.of(name) ?? name) })),
    target: { kind: 'single' }, tokenizer, input: { maximumTokens, overlap: 8 }, calibration: { temperature }, languages: ['*'],
    training: { recipe: 'recipes/language.ts', data: 'shared/data/langid (see SOURCE.md there), 75 languages', date: new Date().toISOString().slice(0, 10), ...calibration.report },
    licence: 'Model: MIT. Trained on public texts under the licences listed in models/language.md, some of them for non-commercial use.',
  });
}
