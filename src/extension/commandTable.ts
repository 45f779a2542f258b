import type { CommandId } from './commandIds.ts';

/**
 * What a command about a document needs to begin. `text`: an open text or a file chosen in the explorer; without one it says so and
 * offers a sample. `answer`: something that has been read; without it, it offers to read the document. `nothing`: it asks for what it lacks.
 */
export type Need = 'text' | 'answer' | 'nothing';

/** Where a command's model comes from. Without the shipped one the server says which is missing; without any to choose, the quick pick's place says so. */
export type ModelSource = 'shipped' | 'chosen' | 'none';

interface CommandFacts {
  readonly needs: Need;
  readonly model: ModelSource;
}

export const documentCommands = {
  'lexiscope.analyzeDocument': { needs: 'text', model: 'shipped' },
  'lexiscope.detectLanguage': { needs: 'text', model: 'shipped' },
  'lexiscope.categorizeDocument': { needs: 'text', model: 'chosen' },
  'lexiscope.analyzeSentiment': { needs: 'text', model: 'shipped' },
  'lexiscope.classifyFolder': { needs: 'nothing', model: 'chosen' },
  'lexiscope.classifyFiles': { needs: 'nothing', model: 'chosen' },
  'lexiscope.explainResult': { needs: 'answer', model: 'none' },
  'lexiscope.copyResultAsMarkdown': { needs: 'answer', model: 'none' },
  'lexiscope.copyResultAsJson': { needs: 'answer', model: 'none' },
  'lexiscope.saveReport': { needs: 'answer', model: 'none' },
  'lexiscope.readAgain': { needs: 'answer', model: 'none' },
  'lexiscope.removeResult': { needs: 'answer', model: 'none' },
  'lexiscope.showLanguageDetails': { needs: 'text', model: 'shipped' },
  'lexiscope.toggleAnnotations': { needs: 'nothing', model: 'none' },
  'lexiscope.clearAnnotations': { needs: 'nothing', model: 'none' },
  'lexiscope.openSample': { needs: 'nothing', model: 'none' },
} as const satisfies Partial<Record<CommandId, CommandFacts>>;
