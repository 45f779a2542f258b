import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type CancellationToken, type InitializeParams, type InitializeResult, type ProtocolConnection, StreamMessageReader, StreamMessageWriter, createProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { packageRoot } from '../../src/base/files.ts';
import type { DocumentAnalysis, DocumentRange, Task } from '../../src/protocol/analysis.ts';

const analyzeMethod = 'lexiscope/analyze';
const server = path.join(packageRoot(import.meta.url), 'dist/server.js');

export interface ClientOptions {
  readonly workDoneProgress?: boolean;
  readonly initializationOptions?: unknown;
  /** The settings of section `lexiscope`, for a client that is asked for them. */
  readonly configuration?: unknown;
  /** A command that runs the server, as in `['unshare', '-rn']`. */
  readonly through?: readonly string[];
}

export interface AnalyzeOptions {
  readonly task?: Task;
  readonly ranges?: readonly DocumentRange[];
  readonly force?: boolean;
  readonly column?: string | number;
  readonly partialResultToken?: string;
  readonly model?: string;
  readonly candidates?: readonly string[];
  readonly workDoneToken?: string;
  readonly token?: CancellationToken;
}

/** An LSP client of the built server over standard input and output, as any editor would run it. */
export class LspClient {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  private readonly versions: Map<string, number>;

  private constructor(process: ChildProcess, connection: ProtocolConnection, initialized: InitializeResult) {
    this.process = process;
    this.connection = connection;
    this.initialized = initialized;
    this.versions = new Map();
  }

  static async start({ workDoneProgress = false, initializationOptions, configuration, through = [] }: ClientOptions = {}): Promise<LspClient> {
    const [command, ...args] = [...through, process.execPath, server, '--stdio'];
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    connection.onUnhandledNotification(() => undefined);
    connection.onError(() => undefined);
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => configuration ?? null));
    connection.listen();
    const capabilities = { window: { workDoneProgress }, workspace: { configuration: configuration !== undefined } };
    const params: InitializeParams = { processId: process.pid, rootUri: null, capabilities, initializationOptions };
    const initialized = await connection.sendRequest<InitializeResult>('initialize', params);
    await connection.sendNotification('initialized', {});
    return new LspClient(child, connection, initialized);
  }

  async open(uri: string, text: string, languageId = 'plaintext'): Promise<void> {
    this.versions.set(uri, 1);
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** One incremental edit; gives the new version. */
  async edit(uri: string, range: DocumentRange, text: string): Promise<number> {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ range, text }] });
    return version;
  }

  analyze(uri: string, { token, ...rest }: AnalyzeOptions = {}): Promise<DocumentAnalysis> {
    const params = { task: 'language', textDocument: { uri }, ...rest };
    return token ? this.connection.sendRequest<DocumentAnalysis>(analyzeMethod, params, token) : this.connection.sendRequest<DocumentAnalysis>(analyzeMethod, params);
  }

  /** The process ids of the server's children: the inference process, if it runs. Linux only. */
  inferencePids(): number[] {
    const { pid } = this.process;
    const file = `/proc/${pid}/task/${pid}/children`;
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
  }

  /** As an editor ends it. @returns the exit code */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    const exited = once(this.process, 'exit');
    await this.connection.sendNotification('exit');
    const [code] = (await exited) as [number | null];
    this.connection.dispose();
    return code;
  }

  /** For tests that leave the server in any state. */
  async kill(): Promise<void> {
    this.connection.dispose();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended and whose parent has not asked yet is still listed.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until `condition` holds; false after `timeoutMs`. */
export async function eventually(condition: () => boolean, timeoutMs = 5000): Promise<boolean> {
  for (const endMs = Date.now() + timeoutMs; Date.now() < endMs; await delay(20)) if (condition()) return true;
  return condition();
}
