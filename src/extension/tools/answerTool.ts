import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { DocumentAnalysis } from '../../protocol/analysis.ts';
import type { Question } from '../reading/question.ts';
import type { Models } from '../reading/models.ts';
import type { Server } from '../server.ts';

export type ToolName = 'lexiscope_detect_language' | 'lexiscope_analyze_sentiment' | 'lexiscope_classify_text';

interface ToolParts {
  readonly server: Server;
  readonly models: Models;
  readonly token: vscode.CancellationToken;
}

const inputSchema = v.object({
  text: v.optional(v.pipe(v.string(), v.maxLength(1_000_000))),
  file: v.optional(v.string()),
  model: v.optional(v.string()),
  force: v.optional(v.boolean()),
});

/** A model's context is dear: so many parts and labels are told. */
const told = { parts: 40, labels: 8 };

/**
 * What a language model is told: JSON, with errors phrased so that it can mend its call.
 * @throws what ended the request
 */
export async function answerTool(name: ToolName, input: unknown, { server, models, token }: ToolParts): Promise<string> {
  const parsed = v.safeParse(inputSchema, input);
  if (!parsed.success) return problem(`The input does not fit: ${v.summarize(parsed.issues)}`);
  const { text, file, model, force } = parsed.output;
  if ((text === undefined) === (file === undefined)) return problem('Give either text or file.');
  const question = await questionFor(name, model, models);
  if (typeof question === 'string') return problem(question);
  const ask = (uri: string): Promise<DocumentAnalysis> => server.request('lexiscope/analyze', { ...question, textDocument: { uri }, ...(force && { force }) }, { token });
  return text === undefined ? describe(await ask(fileUri(file ?? '').toString())) : withTextFile(text, async (uri) => describe(await ask(uri)));
}

/** @returns a line that says what is wrong with the model's name, where something is */
async function questionFor(name: ToolName, model: string | undefined, models: Models): Promise<Pick<Question, 'task' | 'model'> | string> {
  if (name === 'lexiscope_detect_language') return { task: 'language' };
  if (name === 'lexiscope_analyze_sentiment') return { task: 'sentiment' };
  const known = await models.list();
  const found = known.find(({ id, name: title }) => id === model || title === model);
  if (!found) return `There is no model ${model ?? '(none was named)'}. There are: ${known.map(({ id, shipped, name: title }) => (shipped ? id : title)).join(', ')}.`;
  return { task: 'custom', model: found.id };
}

function fileUri(file: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  return path.isAbsolute(file) || !folder ? vscode.Uri.file(file) : vscode.Uri.joinPath(folder.uri, file);
}

/** The server reads documents and files: a text that is neither becomes a file for as long as it is read. */
async function withTextFile<T>(text: string, use: (uri: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-tool-'));
  try {
    const file = path.join(folder, 'text.txt');
    await writeFile(file, text);
    return await use(vscode.Uri.file(file).toString());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function describe({ label, labels, confidence, scores, verdict, words, amount, mismatch, segments, shares, displayNames }: DocumentAnalysis): string {
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const parts = segments.length > 1 ? segments.slice(0, told.parts).map(({ label: own, score, range }) => ({ label: own, probability: round(score), lines: [range.start.line + 1, range.end.line + 1] })) : [];
  return JSON.stringify({
    label, labels, probability: round(confidence), verdict, words, amount, ...(mismatch && { mismatch }),
    scores: scores.slice(0, told.labels).map(({ label: own, score }) => ({ label: own, ...(displayNames[own] && { name: displayNames[own] }), probability: round(score) })),
    shares: shares.slice(0, told.labels).map(({ label: own, share }) => ({ label: own, share: round(share) })),
    parts, ...(segments.length > told.parts && { partsLeftOut: segments.length - told.parts }),
  });
}

function problem(message: string): string {
  return JSON.stringify({ error: message });
}
