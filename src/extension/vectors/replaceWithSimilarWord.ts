import * as vscode from 'vscode';
import { inCaseOf } from './casing.ts';
import { type WordItem, scoredItems } from './scoredItems.ts';
import type { SpaceRequests } from './spaceRequests.ts';
import { type WordInEditor, paragraphAround, wordAtCursor } from './wordAtCursor.ts';

const shownNeighbours = 50;

/**
 * `Lexiscope: Replace with Similar Word...`. The word that is active in the list is shown in the text, struck through the old one, by a decoration: the text itself
 * changes once, when a word is chosen, so that cancelling leaves nothing to undo.
 */
export async function replaceWithSimilarWord(requests: SpaceRequests): Promise<void> {
  const found = wordAtCursor();
  if (!found) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Put the cursor on a word to replace it.'));
    return;
  }
  const { editor, range, word } = found;
  const { version } = editor.document;
  const answer = await requests.ask('neighbours', { expression: word, top: shownNeighbours, context: paragraphAround(editor.document, range.start) });
  // The list opens at the top of the window, where it would cover the preview.
  editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
  const chosen = await choose(found, scoredItems(answer.neighbours));
  if (chosen === undefined) return;
  // The range means nothing after an edit.
  if (editor.document.version !== version) throw new Error(vscode.l10n.t('The text has changed meanwhile. Run the command again.'));
  await editor.edit((edit) => edit.replace(range, chosen));
}

function choose({ editor, range, word }: WordInEditor, items: readonly WordItem[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<WordItem>();
  const struck = vscode.window.createTextEditorDecorationType({ textDecoration: 'line-through', opacity: '0.6' });
  const preview = (item: WordItem | undefined): void => {
    if (item?.word === undefined) {
      editor.setDecorations(struck, []);
      return;
    }
    const after = { contentText: ` ${inCaseOf(word, item.word)}`, color: new vscode.ThemeColor('editor.foreground'), backgroundColor: new vscode.ThemeColor('diffEditor.insertedTextBackground') };
    editor.setDecorations(struck, [{ range, renderOptions: { after } }]);
  };
  return new Promise((resolve) => {
    let chosen: string | undefined;
    pick.title = vscode.l10n.t('Replace {0} with', word);
    pick.placeholder = vscode.l10n.t('Type to filter; Enter replaces, Escape leaves the text as it is');
    pick.items = items;
    pick.onDidChangeActive(([item]) => preview(item));
    pick.onDidAccept(() => {
      const item = pick.activeItems[0];
      chosen = item?.word === undefined ? undefined : inCaseOf(word, item.word);
      pick.hide();
    });
    pick.onDidHide(() => {
      struck.dispose();
      pick.dispose();
      resolve(chosen);
    });
    pick.show();
  });
}
