// The inference process: the only one that runs native code. A run in it blocks it, a crash ends it, and the server goes on.
import { LexiscopeError } from '../base/errors.ts';
import { readDocument } from '../classify/document.ts';
import type { InferenceMethods } from '../protocol/inference.ts';
import { type Channel, type Nothing, Rpc } from '../protocol/rpc.ts';
import { streamProse } from '../text/extractProse.ts';
import { ModelStore } from './modelStore.ts';

if (!process.send) {
  process.stderr.write('this process is started by the language server: node server.js --stdio\n');
  process.exit(2);
}

const server: Channel = {
  post: (message) => process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
};
// The server has gone: so must we, whatever we are doing.
process.on('disconnect', () => process.exit(0));

const models = new ModelStore();

new Rpc<InferenceMethods, Nothing>(server, {
  analyze: async ({ task, text, languageId, model, candidates }, { signal, progress }) => {
    const classifier = await models.load(model);
    if (classifier.metadata.task !== task) {
      throw new LexiscopeError('bad-input', `${classifier.file}: this model is for the task ${classifier.metadata.task}, not ${task}`, { hint: 'Check the setting that names the model.' });
    }
    const onProgress = (done: number): void => progress({ done, total: text.length });
    const { tokens: _tokens, ...analysis } = await readDocument(classifier, streamProse(text, languageId, signal), { signal, onProgress, ...(candidates && { candidates }) });
    return analysis;
  },
}, { onFault: (fault) => process.stderr.write(`${fault.message}\n`) });
