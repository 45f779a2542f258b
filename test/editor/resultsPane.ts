import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The first view of our container. */
const rowsOfResults = '.split-view-view:first-child .pane .monaco-list-row';

/** Runs in the page; a string, since Node code sees no DOM types. Label and description stand side by side. */
const readRows = `[...document.querySelectorAll("${rowsOfResults}")].map((row) => ['.label-name', '.label-description'].map((part) => row.querySelector(part)?.textContent ?? '').join(' ').replace(/\\s+/g, ' ').trim())`;

/** The view `Results` in the side bar, as a person sees it: each row as one line of text. */
export class ResultsPane {
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** Folds the other views of the container, so that the rows of this one are in sight. */
  async foldOthers(): Promise<void> {
    for (const title of ['Runs', 'Models', 'Vector Spaces']) {
      const header = this.workbench.page.locator('.pane-header.expanded', { hasText: title });
      if (await header.count() > 0) await header.first().click();
    }
  }

  /** Waits for a row; returns it. */
  async row(expected: RegExp, timeoutMs = 30000): Promise<Locator> {
    let texts: string[] = [];
    for (const endMs = Date.now() + timeoutMs; Date.now() < endMs; await delay(150)) {
      texts = await this.texts();
      const index = texts.findIndex((text) => expected.test(text));
      if (index >= 0) return this.rows.nth(index);
    }
    await this.workbench.screenshot(`failure-${Date.now()}`);
    throw new Error(`no row ${expected.source}; there are:\n${texts.join('\n')}\nlog:\n${await this.workbench.log()}`);
  }

  /** Waits until there is no such row. */
  async gone(expected: RegExp): Promise<void> {
    for (const endMs = Date.now() + 10000; Date.now() < endMs; await delay(100)) {
      if (!(await this.texts()).some((text) => expected.test(text))) return;
    }
    throw new Error(`the row ${expected.source} is still there`);
  }

  async click(expected: RegExp): Promise<void> {
    await (await this.row(expected)).click();
  }

  /** Clicks a button at the end of a row. */
  async action(expected: RegExp, title: string): Promise<void> {
    const row = await this.row(expected);
    await row.hover();
    await row.locator(`.action-label[aria-label^="${title}"]`).click({ timeout: 10000 });
  }

  private get rows(): Locator {
    return this.workbench.page.locator(rowsOfResults);
  }

  private async texts(): Promise<string[]> {
    return this.workbench.page.evaluate<string[]>(readRows);
  }
}
