import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../src/base/files.ts';
import { writeTinyModel } from '../support/tinyModel.ts';
import { ResultsPane } from './resultsPane.ts';
import { Workbench, cannotRun } from './workbench.ts';

const french = readFileSync(path.join(packageRoot(import.meta.url), 'media/samples/french.txt'), 'utf8');
const detect = 'Lexiscope: Detect Language';

const reason = cannotRun();
describe('a workspace that is not trusted', { skip: reason }, () => {
  let workbench: Workbench;

  before(async () => {
    const restricted = { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.untrustedFiles': 'open' };
    const files = { 'french.txt': french, 'note.txt': 'Hurrah!!! We won!!! Come and see!!!\n', 'evil.vec': '4 2\nhouse 1 0\nhut 0.9 0.1\nriver 0 1\nstream 0.1 0.9\n' };
    workbench = await Workbench.open({ files, trusted: false, settings: restricted });
    const inWorkspace = (name: string): string => path.join(workbench.workspace, name);
    await writeTinyModel(inWorkspace('evil.onnx'), { labels: ['calm', 'loud'], votes: { '!': [0, 30], '.': [30, 0] }, metadata: { name: 'Evil' } });
    await workbench.setWorkspaceSettings({
      'lexiscope.models': [inWorkspace('evil.onnx')], 'lexiscope.vectors.spaces': [inWorkspace('evil.vec')], 'lexiscope.vectors.space': inWorkspace('evil.vec'), 'lexiscope.language.model': '/nowhere/evil.onnx',
    });
    await workbench.reload();
  });
  after(() => workbench?.close());

  /** The rows of a list that a command shows. */
  async function offered(command: string, known: RegExp): Promise<string[]> {
    await workbench.run(command);
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: known }).first().waitFor({ timeout: 30000 });
    const rows = await workbench.rows();
    await workbench.page.keyboard.press('Escape');
    return rows;
  }

  it('is told that its models and vectors are not used', async () => {
    await workbench.notification(/name models or word vectors \(lexiscope\.language\.model, lexiscope\.models, lexiscope\.vectors\.space, lexiscope\.vectors\.spaces\)/);
    await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ timeout: 10000 });
    await workbench.screenshot('untrusted');
  });

  it('is read with the models and vectors that come with Lexiscope', async () => {
    await workbench.openFile('french.txt');
    await workbench.run(detect);
    await workbench.language(/^French \d\d%$/);
    await workbench.openFile('note.txt');
    const models = await offered('Lexiscope: Categorize Document', /Topics/i);
    assert.deepEqual(models.filter((row) => /evil/i.test(row)), []);
    const spaces = await offered('Lexiscope: Choose Vector Space', /English/);
    assert.deepEqual(spaces.filter((row) => /evil/i.test(row)), []);
    assert.doesNotMatch(await workbench.log(), /evil/);
  });

  it('is heard once the notification led to trusting it', async () => {
    // The notification hides after a while.
    await workbench.reload();
    await workbench.notification(/name models or word vectors/);
    await workbench.clickNotification('Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).first().click({ timeout: 20000 });
    await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'detached', timeout: 20000 });
    await workbench.openFile('note.txt');
    await workbench.run('Lexiscope: Categorize Document');
    await workbench.takeRow((text) => text.includes('Evil'));
    await new ResultsPane(workbench).row(/^Evil loud/);
    assert.ok((await offered('Lexiscope: Choose Vector Space', /English/)).some((row) => /evil/i.test(row)));
  });

  it('is told which file of its settings is missing, and is read as ever when the setting goes', async () => {
    await workbench.openFile('french.txt');
    await workbench.run(detect);
    await workbench.page.locator('.notification-toast', { hasText: '/nowhere/evil.onnx' }).waitFor({ timeout: 20000 });
    await workbench.language(/^Language\?$/);
    await workbench.screenshot('missing-model');
    await workbench.setWorkspaceSettings({ 'lexiscope.language.model': '' });
    await delay(1000); // the editor watches the file
    await workbench.run(detect);
    await workbench.language(/^French \d\d%$/);
  });
});
