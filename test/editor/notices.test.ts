import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { bundledPackages, thirdPartyNotices } from '../../scripts/notices.mjs';
import { targets } from '../../scripts/package.mjs';

interface RuntimePart {
  readonly name: string;
  readonly platforms: readonly string[];
  readonly licence: string;
  /** Strings of which the library contains one where the part is in it. */
  readonly marks: readonly string[];
}

const parts = JSON.parse(readFileSync('licenses/onnxruntime.json', 'utf8')) as RuntimePart[];

function libraryOf(target: string): Buffer {
  const folder = path.join('node_modules/onnxruntime-node/bin/napi-v6', target.replace('-', '/'));
  const [name] = readdirSync(folder).filter((file) => /^(libonnxruntime\.(so\.1|1\.dylib)|onnxruntime\.dll)$/.test(file));
  return readFileSync(path.join(folder, name));
}

/** Names of the folders that others' sources were built in; compilers leave them in messages of assertions. */
function builtFrom(library: Buffer): string[] {
  const paths = library.toString('latin1').matchAll(/buildtrees\/([a-z0-9_-]+)\/src|_deps[/\\]([a-z0-9_-]+)-src|third_party\/(utf8_range)/g);
  return [...new Set([...paths].map(([, tree, dependency, vendored]) => tree ?? dependency ?? vendored))];
}

describe('the notices of a package', () => {
  it('hold the licence of every package that is in a bundle, and of what is beside the bundles', () => {
    const notices = thirdPartyNotices('linux-x64');
    const bundled = bundledPackages();
    assert.ok(['valibot', 'htmlparser2', 'saxes', 'vscode-languageserver', 'lit-html', 'uplot'].every((name) => bundled.includes(name)), bundled.join());
    for (const folder of [...bundled, 'onnxruntime-node', 'onnxruntime-common', '@vscode/codicons', 'assemblyscript']) {
      const { name, version } = JSON.parse(readFileSync(path.join('node_modules', folder, 'package.json'), 'utf8')) as { name: string; version: string };
      const at = notices.indexOf(`\n${name} ${version}\n`);
      assert.ok(at >= 0, `${name} ${version} is missing`);
      const notice = notices.slice(at, notices.indexOf('-'.repeat(80), at));
      assert.match(notice, /Permission is hereby granted|Permission to use, copy|Redistribution and use in source|Apache License|Blue Oak Model License|Attribution 4\.0|licensed under the MIT/i, name);
    }
  });

  it('name the card of every model, where the terms of its data are', () => {
    const notices = thirdPartyNotices('linux-x64');
    for (const model of readdirSync('models').filter((name) => /\.(onnx|lxv)$/.test(name))) assert.ok(notices.includes(model), model);
    for (const [card] of notices.matchAll(/models\/[a-z]+\.md/g)) assert.match(readFileSync(card, 'utf8'), /terms|licen[cs]e/i);
  });

  for (const target of targets) {
    it(`for ${target} name what ONNX Runtime's library contains, and nothing else`, () => {
      const library = libraryOf(target);
      const found = parts.filter(({ marks }) => marks.some((mark) => library.includes(mark, 0, 'latin1'))).map(({ name }) => name);
      const named = parts.filter(({ platforms }) => platforms.includes(target)).map(({ name }) => name);
      assert.deepEqual(named, found);
      const notices = thirdPartyNotices(target);
      for (const { name, licence } of parts.filter(({ platforms }) => platforms.includes(target))) {
        assert.ok(notices.includes(`\n${name}`), name);
        if (licence !== 'public domain') assert.ok(notices.includes(`Text of the licence: ${licence}\n`), licence);
      }
      assert.deepEqual(builtFrom(library).filter((tree) => !parts.some(({ platforms, marks }) => platforms.includes(target) && marks.some((mark) => mark.includes(tree)))), []);
    });
  }
});
