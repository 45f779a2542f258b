import * as vscode from 'vscode';
import type { ErrorData } from '../../protocol/analysis.ts';
import { isCancellation } from '../failures.ts';
import { type WordItem, noteItem, scoredItems } from './scoredItems.ts';
import type { SpaceRequests } from './spaceRequests.ts';
import { paragraphAround, wordAtCursor } from './wordAtCursor.ts';

const shownNeighbours = 50;

export interface FindSimilarArguments {
  readonly word?: string;
  readonly space?: string;
}

interface Step {
  readonly expression: string;
  readonly space: string | undefined;
}

/**
 * `Lexiscope: Find Similar Words`: the neighbours of the word at the cursor, or of what is typed, as a list to walk through: choosing a word shows its neighbours,
 * the arrow in the title goes back.
 */
export function findSimilarWords(requests: SpaceRequests, { word, space }: FindSimilarArguments): void {
  const editor = vscode.window.activeTextEditor;
  const atCursor = word === undefined ? wordAtCursor(editor) : undefined;
  const context = atCursor && paragraphAround(atCursor.editor.document, atCursor.range.start);
  const copy: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('copy'), tooltip: vscode.l10n.t('Copy the word') };
  const explore: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('graph-scatter'), tooltip: vscode.l10n.t('Explore the word') };
  const pick = vscode.window.createQuickPick<WordItem>();
  const past: Step[] = [];
  let current: Step | undefined;
  let running: vscode.CancellationTokenSource | undefined;
  let results: WordItem[] = [];

  const show = async (step: Step): Promise<void> => {
    running?.cancel();
    const source = (running = new vscode.CancellationTokenSource());
    current = step;
    pick.busy = true;
    pick.value = '';
    pick.title = vscode.l10n.t('Words near {0}', step.expression);
    pick.buttons = past.length > 0 ? [vscode.QuickInputButtons.Back] : [];
    try {
      const params = { expression: step.expression, top: shownNeighbours, ...(step.space === undefined ? context !== undefined && { context } : { space: step.space }) };
      const answer = await requests.ask('neighbours', params, { token: source.token });
      current = { ...step, space: answer.space };
      results = scoredItems(answer.neighbours, [copy, explore]);
    } catch (error) {
      if (isCancellation(error) || source !== running) return;
      results = [noteItem(`$(warning) ${error instanceof Error ? error.message : String(error)}`, (error as { data?: ErrorData }).data?.hint)];
    }
    if (source !== running) return;
    pick.busy = false;
    pick.items = results;
  };
  const go = (expression: string): void => {
    if (current) past.push(current);
    void show({ expression, space: current?.space ?? space });
  };

  pick.placeholder = vscode.l10n.t('A word, or an expression such as king - man + woman');
  pick.onDidChangeValue((value) => {
    pick.items = value.trim() === '' ? results : [{ label: `$(search) ${vscode.l10n.t('Words near {0}', value.trim())}`, alwaysShow: true, word: value.trim() }];
  });
  pick.onDidAccept(() => {
    const [chosen] = pick.activeItems;
    const wanted = chosen?.word ?? pick.value.trim();
    if (wanted !== '') go(wanted);
  });
  pick.onDidTriggerButton(() => {
    const step = past.pop();
    if (step) void show(step);
  });
  pick.onDidTriggerItemButton(({ item, button }) => {
    if (item.word === undefined) return;
    if (button === copy) void vscode.env.clipboard.writeText(item.word);
    else void vscode.commands.executeCommand('lexiscope.exploreVectors', { space: current?.space, word: item.word });
  });
  pick.onDidHide(() => {
    running?.cancel();
    pick.dispose();
  });
  pick.show();
  const first = word ?? atCursor?.word;
  if (first === undefined) pick.title = vscode.l10n.t('Find similar words');
  else void show({ expression: first, space });
}
