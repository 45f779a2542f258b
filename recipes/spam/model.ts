import { exportGraph } from '../../src/nn/exportModel.ts';
import { formatVersion } from '../../src/onnx/metadata.ts';
import { writeModelFile } from '../../src/onnx/modelFile.ts';
import type { TokenizerSpec } from '../../src/text/tokenizerSpec.ts';
import type { TrainedNetwork } from '../wide/ngramNetwork.ts';

/** Writes the model with int8 matrices and its metadata. */
export async function writeSpamModel(file: string, { network, parameters }: TrainedNetwork, tokenizer: TokenizerSpec, temperature: number, report: Readonly<Record<string, unknown>>): Promise<void> {
  await writeModelFile(file, exportGraph(network, false, parameters, 'int8'), {
    format: formatVersion, name: 'Spam', task: 'spam',
    labels: [{ name: 'ham', displayName: 'Not spam' }, { name: 'spam', displayName: 'Spam' }],
    target: { kind: 'binary', threshold: 0.5 }, tokenizer, input: { maximumTokens: network.sizes.maximumTokens, overlap: 0 }, calibration: { temperature }, languages: ['en'],
    training: { recipe: 'recipes/spam.ts', data: 'SMS Spam Collection, Enron-Spam, Ling-Spam', date: new Date().toISOString().slice(0, 10), ...report },
    licence: 'Trained on the SMS Spam Collection (CC BY 4.0), Enron-Spam and Ling-Spam (for research); see models/spam.md.',
  });
}
