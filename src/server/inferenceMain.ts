// The inference process: the only one that runs native code. A run in it blocks it, a crash ends it, and the server goes on.
import type { InferenceMethods } from '../protocol/inference.ts';
import { type Nothing, Rpc } from '../protocol/rpc.ts';
import { analyze } from './inference/analyze.ts';
import { classifyFiles } from './inference/classifyFiles.ts';
import { explain } from './inference/explain.ts';
import { exportResult } from './inference/exportResult.ts';
import { LiveDocuments } from './inference/live.ts';
import { ResultTable } from './inference/resultReader.ts';
import { tryModel } from './inference/tryModel.ts';
import { ModelStore } from './modelStore.ts';
import { parentChannel } from './parentChannel.ts';

const server = parentChannel();
const models = new ModelStore();
const live = new LiveDocuments(models);

new Rpc<InferenceMethods, Nothing>(server, {
  analyze: (job, context) => analyze(models, job, context),
  explain: (job, context) => explain(models, job, context),
  live: (job, { signal }) => live.answer(job, signal),
  endLive: ({ uri }) => live.end(uri),
  models: ({ files }) => models.list(files),
  classifyFiles: (job, context) => classifyFiles(models, job, context),
  resultRows: ({ resultFile, offset = 0, limit = 100, ...selection }) => ResultTable.use(resultFile, selection, (table) => table.page(offset, limit)),
  tryModel: (job, context) => tryModel(models, job, context),
  exportResult: (params, context) => exportResult(params, context),
}, { onFault: (fault) => process.stderr.write(`${fault.message}\n`) });
