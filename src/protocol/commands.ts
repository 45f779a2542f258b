import type { AnalyzeParams } from './analysis.ts';
import type { ServerMethods } from './server.ts';

interface ServerCommand {
  readonly method: keyof ServerMethods;
  /** What the command's name says already. */
  readonly fixed?: Partial<Pick<AnalyzeParams, 'task'>>;
}

/**
 * `workspace/executeCommand`, by which every LSP client reaches the server's own requests: the one argument is the request's parameters,
 * without what is fixed.
 */
export const serverCommands = {
  'lexiscope.detectLanguage': { method: 'lexiscope/analyze', fixed: { task: 'language' } },
  'lexiscope.analyzeSentiment': { method: 'lexiscope/analyze', fixed: { task: 'sentiment' } },
  /** `task`: topics, spam or custom. */
  'lexiscope.categorizeDocument': { method: 'lexiscope/analyze' },
  'lexiscope.analyzeDocument': { method: 'lexiscope/analyzeAll' },
  'lexiscope.explainResult': { method: 'lexiscope/explain' },
  'lexiscope.classifyFolder': { method: 'lexiscope/classifyFiles' },
} as const satisfies Record<string, ServerCommand>;
