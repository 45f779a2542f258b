import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { packageFor, targets } from '../../scripts/package.mjs';
import { importedLibraries } from './importTable.ts';

/** The names in a zip file's central directory (PKWARE APPNOTE 4.3.12). */
function namesInZip(file: string): string[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const names: string[] = [];
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    names.push(bytes.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return names;
}

const allowed = [
  /^extension\.vsixmanifest$/, /^\[Content_Types\]\.xml$/, /^extension\/(package|package\.nls(\.\w+)?)\.json$/, /^extension\/(readme|changelog)\.md$/i,
  /^extension\/(LICENSE|THIRD_PARTY_NOTICES)\.txt$/, /^extension\/l10n\/bundle\.l10n\.\w+\.json$/, /^extension\/dist\/\w+\.(js|cjs)$/, /^extension\/dist\/webview\/\w+\.(js|css|ttf)$/,
  /^extension\/dist\/node_modules\/onnxruntime-(node|common)\/.*\.(js|json|node|so\.1|dll|dylib)$/, /^extension\/models\/[\w.-]+\.(onnx|lxv|json|md)$/, /^extension\/media\//,
];

describe('the package', () => {
  for (const target of targets) {
    it(`for ${target} holds what it needs, that platform's runtime alone, and stays below 60 MB`, () => {
      const vsix = packageFor(target, 'build/vsix');
      const names = namesInZip(vsix);
      const [system, processor] = target.split('-');
      assert.deepEqual(names.filter((name) => !allowed.some((pattern) => pattern.test(name))), []);
      for (const needed of ['package.json', 'LICENSE.txt', 'THIRD_PARTY_NOTICES.txt', 'models/language.onnx', 'models/sentiment.onnx', 'models/topics.onnx', 'models/spam.onnx', 'models/vectors-en.lxv', 'media/lexiscope.svg', 'dist/webview/training.js', 'dist/webview/explorer.js', 'dist/webview/folder.js', 'dist/webview/codicon.ttf', 'dist/job.js', 'dist/vectors.js', 'dist/extension.cjs', 'dist/languageClient.cjs', 'dist/server.js', 'dist/inference.js', 'dist/node_modules/onnxruntime-common/dist/cjs/package.json']) {
        assert.ok(names.includes(`extension/${needed}`), `${needed} is missing`);
      }
      const bindings = names.filter((name) => name.endsWith('.node'));
      assert.deepEqual(bindings, [`extension/dist/node_modules/onnxruntime-node/bin/napi-v6/${system}/${processor}/onnxruntime_binding.node`]);
      assert.doesNotMatch(readFileSync(`build/package/${target}/README.md`, 'utf8'), /!\[/, 'pictures that are not packed');
      assert.ok(!names.some((name) => name.endsWith('.dylib') && /\d+\.\d+\.\d+/.test(name)), 'the library twice');
      assert.ok(statSync(vsix).size < 60e6, `${statSync(vsix).size} bytes`);
    });
  }

  for (const target of targets.filter((name) => name.startsWith('win32'))) {
    it(`for ${target} leaves out no library that its runtime loads when it starts`, () => {
      const folder = `build/package/${target}/dist/node_modules/onnxruntime-node/bin/napi-v6/${target.replace('-', '/')}`;
      const present = readdirSync(folder);
      const shipped = readdirSync(`node_modules/onnxruntime-node/bin/napi-v6/${target.replace('-', '/')}`);
      const leftOut = shipped.filter((name) => !present.includes(name)).map((name) => name.toLowerCase());
      assert.deepEqual(leftOut, ['directml.dll', 'dxcompiler.dll', 'dxil.dll']);
      const loaded = present.flatMap((name) => importedLibraries(`${folder}/${name}`)).map((name) => name.toLowerCase());
      assert.ok(loaded.includes('onnxruntime.dll') && loaded.includes('kernel32.dll'));
      assert.deepEqual(loaded.filter((name) => leftOut.includes(name)), []);
    });
  }

  it('is refused for a platform that has no ONNX Runtime', () => {
    assert.throws(() => packageFor('darwin-x64'), /no ONNX Runtime for darwin-x64/);
  });
});
