import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { packageFor } from '../../scripts/package.mjs';

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
  /^extension\/(LICENSE|THIRD_PARTY_NOTICES)\.txt$/, /^extension\/l10n\/bundle\.l10n\.\w+\.json$/, /^extension\/dist\/\w+\.(js|cjs)$/,
  /^extension\/dist\/node_modules\/onnxruntime-(node|common)\/.*\.(js|json|node|so\.1|dll|dylib)$/, /^extension\/models\/[\w.-]+\.(onnx|md)$/, /^extension\/media\//,
];

/** This one, which the other tests install, and the one whose runtime comes with a library twice; each takes seconds to make. */
const targets = new Set([`${process.platform}-${process.arch}`, 'darwin-arm64']);

describe('the package', () => {
  for (const target of targets) {
    it(`for ${target} holds what it needs, that platform's runtime alone, and stays below 60 MB`, () => {
      const vsix = packageFor(target, 'build/vsix');
      const names = namesInZip(vsix);
      const [system, processor] = target.split('-');
      assert.deepEqual(names.filter((name) => !allowed.some((pattern) => pattern.test(name))), []);
      for (const needed of ['package.json', 'LICENSE.txt', 'THIRD_PARTY_NOTICES.txt', 'models/language.onnx', 'dist/extension.cjs', 'dist/languageClient.cjs', 'dist/server.js', 'dist/inference.js', 'dist/node_modules/onnxruntime-common/dist/cjs/package.json']) {
        assert.ok(names.includes(`extension/${needed}`), `${needed} is missing`);
      }
      const bindings = names.filter((name) => name.endsWith('.node'));
      assert.deepEqual(bindings, [`extension/dist/node_modules/onnxruntime-node/bin/napi-v6/${system}/${processor}/onnxruntime_binding.node`]);
      assert.ok(!names.some((name) => name.endsWith('.dylib') && /\d+\.\d+\.\d+/.test(name)), 'the library twice');
      assert.ok(statSync(vsix).size < 60e6, `${statSync(vsix).size} bytes`);
    });
  }

  it('is refused for a platform that has no ONNX Runtime', () => {
    assert.throws(() => packageFor('darwin-x64'), /no ONNX Runtime for darwin-x64/);
  });
});
