import * as vscode from 'vscode';
import { scoredItems } from './scoredItems.ts';
import type { SpaceRequests } from './spaceRequests.ts';
import { analogyWords } from './typedWords.ts';

/** `Lexiscope: Solve Analogy...`: a is to b as c is to ... */
export async function solveAnalogy(requests: SpaceRequests): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Solve an analogy'),
    prompt: vscode.l10n.t('Three words: man is to king as woman is to ...'),
    placeHolder: 'man king woman',
    validateInput: (value) => (analogyWords(value) ? undefined : vscode.l10n.t('Type three words, for example: man king woman')),
  });
  const words = typed === undefined ? undefined : analogyWords(typed);
  if (!words) return;
  const [a, b, c] = words;
  const { neighbours } = await requests.ask('analogy', { a, b, c, top: 20 });
  const chosen = await vscode.window.showQuickPick(scoredItems(neighbours), {
    title: vscode.l10n.t('{0} is to {1} as {2} is to ...', a, b, c),
    placeHolder: vscode.l10n.t('Choose a word to copy it'),
  });
  if (chosen?.word !== undefined) await vscode.env.clipboard.writeText(chosen.word);
}
