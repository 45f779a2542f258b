import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { packageRoot } from '../../../src/base/files.ts';
import { commandIds } from '../../../src/extension/commandIds.ts';

const root = packageRoot(import.meta.url);
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const translations = ['fr', 'sv'];

interface Manifest {
  contributes: {
    commands: { command: string; title: string }[];
    menus: Record<string, { command?: string }[]>;
    configuration: { properties: Record<string, { scope?: string }> };
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}
const manifest = JSON.parse(read('package.json')) as Manifest;

/** Where what people read is written. */
const spokenFolders = ['src/extension', 'webview'];

/** What may be translated in the sources of the extension and of its pages: the first argument of l10n.t and of a presenter's t. */
function translatableStrings(): Set<string> {
  const found = new Set<string>();
  for (const file of spokenFolders.flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)))) {
    if (!file.endsWith('.ts')) continue;
    const source = read(file);
    for (const [, literal] of source.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)) found.add(literal.replace(/\\(.)/g, '$1'));
  }
  return found;
}

/** {0}, {1}, as a sorted list. */
const placeholders = (text: string): string[] => [...text.matchAll(/\{\d+\}/g)].map(([match]) => match).sort();

describe('the manifest', () => {
  it('contributes exactly the commands that the extension registers', () => {
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).sort(), [...commandIds].sort());
  });

  it('puts only contributed commands into menus', () => {
    const known = new Set<string>(commandIds);
    for (const items of Object.values(manifest.contributes.menus)) {
      for (const { command } of items) assert.ok(command === undefined || known.has(command), `${command} is in a menu`);
    }
  });

  it('says everything in every language', () => {
    const used = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    assert.ok(used.size > 5);
    for (const file of ['package.nls.json', ...translations.map((language) => `package.nls.${language}.json`)]) {
      const strings = JSON.parse(read(file)) as Record<string, string>;
      assert.deepEqual(Object.keys(strings).sort(), [...used].sort(), file);
    }
  });

  it('keeps an untrusted workspace from naming models and vector files', () => {
    const paths = Object.keys(manifest.contributes.configuration.properties).filter((name) => /\.models?$/.test(name) || name.startsWith('lexiscope.vectors.'));
    assert.ok(paths.length > 0);
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.sort(), paths.sort());
  });
});

describe('the texts of the extension', () => {
  for (const language of translations) {
    it(`are all translated into ${language}, with the same placeholders, and nothing else is`, () => {
      const bundle = JSON.parse(read(`l10n/bundle.l10n.${language}.json`)) as Record<string, string>;
      assert.deepEqual(Object.keys(bundle).sort(), [...translatableStrings()].sort());
      for (const [text, translated] of Object.entries(bundle)) assert.deepEqual(placeholders(translated), placeholders(text), text);
    });
  }
});
