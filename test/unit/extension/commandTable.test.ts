import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { packageRoot } from '../../../src/base/files.ts';
import { commandIds } from '../../../src/extension/commandIds.ts';
import { documentCommands } from '../../../src/extension/commandTable.ts';

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

const manifest = JSON.parse(readFileSync(path.join(packageRoot(import.meta.url), 'package.json'), 'utf8')) as { contributes: { menus: Record<string, MenuItem[]>; submenus: { id: string }[] } };
const { menus } = manifest.contributes;
const table = Object.entries(documentCommands);
const commandsIn = (menu: string): (string | undefined)[] => menus[menu].map(({ command }) => command);

describe('the table of commands about documents', () => {
  it('holds commands that the manifest contributes', () => {
    const contributed = new Set<string>(commandIds);
    for (const [id] of table) assert.ok(contributed.has(id), id);
  });

  it('puts every command that reads a text into the context menus of the editor and of the explorer', () => {
    for (const [id] of table.filter(([name, { needs }]) => needs === 'text' && name !== 'lexiscope.showLanguageDetails')) {
      assert.ok(commandsIn('lexiscope.editor').includes(id), `${id} in the editor`);
      assert.ok(commandsIn('lexiscope.explorer').includes(id), `${id} in the explorer`);
    }
  });

  it('offers in the editor only what has an answer, where an answer is needed', () => {
    for (const { command, when } of menus['lexiscope.editor']) {
      const facts = table.find(([id]) => id === command)?.[1];
      assert.ok(facts, command);
      if (facts.needs === 'answer') assert.match(when ?? '', /lexiscope\.hasAnswer/, command);
    }
  });

  it('keeps commands about a row of a view out of the palette, where there is no row', () => {
    for (const command of ['lexiscope.readAgain', 'lexiscope.removeResult']) assert.equal(menus.commandPalette.find((item) => item.command === command)?.when, 'false');
  });

  it('shows only submenus that exist', () => {
    const submenus = new Set(manifest.contributes.submenus.map(({ id }) => id));
    for (const { submenu } of Object.values(menus).flat()) assert.ok(submenu === undefined || submenus.has(submenu), submenu);
  });
});
