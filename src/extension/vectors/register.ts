import type * as vscode from 'vscode';
import type { SpaceInfo } from '../../protocol/spaces.ts';
import { isCancellation, showError } from '../failures.ts';
import type { Server } from '../server.ts';
import { chooseVectorSpace, useSpace } from './chooseVectorSpace.ts';
import { type CompareArguments, compareWords } from './compareWords.ts';
import { type FindSimilarArguments, findSimilarWords } from './findSimilarWords.ts';
import { VectorHovers } from './hoverProvider.ts';
import { loadVectors } from './loadVectors.ts';
import { replaceWithSimilarWord } from './replaceWithSimilarWord.ts';
import { solveAnalogy } from './solveAnalogy.ts';
import { SpaceRequests } from './spaceRequests.ts';
import { SpacesTree } from './spacesTree.ts';

/** The commands about words and spaces; extension.ts registers them. */
export type VectorCommand =
  | 'lexiscope.findSimilarWords' | 'lexiscope.compareWords' | 'lexiscope.solveAnalogy' | 'lexiscope.replaceWithSimilarWord'
  | 'lexiscope.loadVectors' | 'lexiscope.chooseVectorSpace' | 'lexiscope.useVectorSpace' | 'lexiscope.unloadVectors';

type Command = (argument?: unknown) => Promise<void>;

/** What the editor offers around vectors: hovers, the view of spaces, commands. Starts nothing. */
export function createVectorFeatures(server: Server, log: vscode.LogOutputChannel): { readonly commands: Record<VectorCommand, Command>; readonly disposables: vscode.Disposable[] } {
  const requests = new SpaceRequests(server);
  const tree = new SpacesTree(requests);
  const guarded = (run: (argument: unknown) => Promise<void> | void): Command => async (argument) => {
    try {
      await run(argument);
    } catch (error) {
      if (!isCancellation(error)) void showError(error, log);
    }
  };
  // Arguments come from hover links, other commands and key bindings: an object of texts, or nothing.
  const texts = <T>(argument: unknown): T => Object.fromEntries(Object.entries(Object(argument) as object).filter(([, value]) => typeof value === 'string')) as T;
  const idOf = (argument: unknown): string => (argument as SpaceInfo | undefined)?.id ?? '';
  return {
    commands: {
      'lexiscope.findSimilarWords': guarded((argument) => findSimilarWords(requests, texts<FindSimilarArguments>(argument))),
      'lexiscope.compareWords': guarded((argument) => compareWords(requests, texts<CompareArguments>(argument))),
      'lexiscope.solveAnalogy': guarded(() => solveAnalogy(requests)),
      'lexiscope.replaceWithSimilarWord': guarded(() => replaceWithSimilarWord(requests)),
      'lexiscope.loadVectors': guarded((argument) => loadVectors(requests, argument)),
      'lexiscope.chooseVectorSpace': guarded(() => chooseVectorSpace(requests)),
      'lexiscope.useVectorSpace': guarded((argument) => useSpace(idOf(argument))),
      'lexiscope.unloadVectors': guarded(async (argument) => {
        await requests.unload(idOf(argument));
      }),
    },
    disposables: [tree, tree.register(), new VectorHovers(server, log).register()],
  };
}
