#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LexiscopeError, messageOf } from '../base/errors.ts';
import { packageRoot } from '../base/files.ts';
import { analyze, analyzeUsage } from './analyze.ts';
import { count, countUsage } from './count.ts';
import { evaluate, evaluateUsage } from './evaluate.ts';
import type { Command, Io } from './io.ts';
import { UsageError } from './io.ts';
import { runsCommand, runsUsage } from './runs.ts';
import { train, trainUsage } from './train.ts';
import { vectorsCommand, vectorsUsage } from './vectors.ts';

const commands: Readonly<Record<string, { run: Command; usage: string; summary: string }>> = {
  analyze: { run: analyze, usage: analyzeUsage, summary: 'language, sentiment, topics or spam of files or standard input' },
  evaluate: { run: evaluate, usage: evaluateUsage, summary: 'how well a model does on labelled data' },
  train: { run: train, usage: trainUsage, summary: 'networks on your own texts' },
  runs: { run: runsCommand, usage: runsUsage, summary: 'training runs: list, pause, resume, stop' },
  count: { run: count, usage: countUsage, summary: 'words, bigrams, neighbours, bags of words of a corpus' },
  vectors: { run: vectorsCommand, usage: vectorsUsage, summary: 'word vectors: neighbours, similarity, analogies, conversion, evaluation' },
};

function usage(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return `usage: lexiscope COMMAND [options]\n\n${lines.join('\n')}\n\nlexiscope COMMAND --help tells more; lexiscope --version the version.\n`;
}

function version(): string {
  return (JSON.parse(readFileSync(path.join(packageRoot(import.meta.url), 'package.json'), 'utf8')) as { version: string }).version;
}

/** @returns the exit code: 0 done, 1 failed, 2 wrong usage */
async function main([name, ...args]: string[], io: Io): Promise<number> {
  if (name === '--version') {
    io.stdout(`${version()}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout(usage());
    return 0;
  }
  try {
    if (name === undefined) throw new UsageError(`a command is missing; there are ${Object.keys(commands).join(', ')}`);
    if (!Object.hasOwn(commands, name)) throw new UsageError(`there is no command ${name}; there are ${Object.keys(commands).join(', ')}`);
    const end = args.indexOf('--');
    if ((end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')) {
      io.stdout(commands[name].usage);
      return 0;
    }
    return await commands[name].run(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      const help = name !== undefined && Object.hasOwn(commands, name) ? `lexiscope ${name} --help` : 'lexiscope --help';
      io.stderr(`lexiscope: ${oneLine(error.message)} (${help})\n`);
      return 2;
    }
    const hint = error instanceof LexiscopeError && error.hint !== undefined ? ` ${oneLine(error.hint)}` : '';
    io.stderr(`lexiscope: ${oneLine(messageOf(error))}${hint === '' ? '' : `.${hint}`}\n`);
    return 1;
  }
}

function oneLine(message: string): string {
  return message.replaceAll(/\s*\n\s*/g, ' ');
}

const interrupt = new AbortController();
process.on('SIGINT', () => {
  // Whoever does not stop in time is stopped by the second one.
  if (interrupt.signal.aborted) process.exit(1);
  interrupt.abort();
});
// Whoever reads our output may stop reading, as head does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  stdout: (text) => { process.stdout.write(text); },
  stderr: (text) => { process.stderr.write(text); },
  stdin: process.stdin,
  interactive: process.stderr.isTTY === true,
  columns: process.stderr.columns ?? 80,
  signal: interrupt.signal,
});
