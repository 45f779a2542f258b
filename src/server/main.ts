import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { packageRoot } from '../base/files.ts';
import type { InferenceMethods } from '../protocol/inference.ts';
import { FrameCheck } from './frameCheck.ts';
import { startInferenceProcess } from './inferenceProcess.ts';
import { serve } from './server.ts';
import { SpaceRegistry } from './spaces/registry.ts';
import { VectorsProcesses } from './spaces/vectorsProcess.ts';
import { Supervisor } from './supervisor.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];
if (!process.argv.some((argument) => transports.includes(argument.split('=')[0]))) {
  process.stderr.write('usage: node server.js --stdio\n');
  process.exit(2);
}

const connection = createConnection(ProposedFeatures.all);
const log = (line: string): void => connection.console.log(line);
const supervisor = new Supervisor<InferenceMethods>({ task: 'analysis', start: () => startInferenceProcess(log), graceMs: 1000, log });
const vectors = new VectorsProcesses(log);
const dispose = (): void => {
  supervisor.dispose();
  vectors.dispose();
};
connection.onShutdown(dispose);
// An editor that started us with an IPC channel and died cannot say goodbye.
process.on('disconnect', () => process.exit(1));
// However this process ends, the others do not outlive it.
process.on('exit', dispose);

const root = packageRoot(import.meta.url);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
serve(connection, version, { inference: supervisor, vectors: { registry: new SpaceRegistry(path.join(root, 'models')), processes: vectors } });

if (process.argv.includes('--stdio')) {
  const frames = new FrameCheck();
  process.stdin.on('data', (chunk: Buffer) => {
    const fault = frames.push(chunk);
    if (fault === undefined) return;
    process.stderr.write(`standard input is not the language server protocol: ${fault}\n`);
    process.exit(1);
  });
}
