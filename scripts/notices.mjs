// THIRD_PARTY_NOTICES.txt of a package: whose work is in it, under which terms.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { bundledPackagesFile } from './files.mjs';

const rule = `\n${'-'.repeat(80)}\n\n`;
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const licenceText = (id) => readFileSync(path.join('licenses/texts', `${id}.txt`), 'utf8').trim();

/** In a package without being in a bundle: staged beside the bundles, a font, the runtime of the WebAssembly kernels. */
const besidesBundles = ['onnxruntime-node', 'onnxruntime-common', '@vscode/codicons', 'assemblyscript'];

/** Terms that people must know of although no licence of a program says them. */
const modelTerms = `The models and word vectors (models/*.onnx, models/*.lxv)

They are derived from texts of others. What they were trained on, and under which terms, stands in their cards, which are in this package:

  models/language.md   language.onnx: many sources; some are for non-commercial use
  models/sentiment.md  sentiment.onnx: some data is for research or non-commercial use (CC BY-NC-SA), some under no stated licence
  models/spam.md       spam.onnx: CC BY 4.0, a public record, and corpora distributed for research
  models/topics.md     topics.onnx: Reuters-21578, copyright Reuters, for research only
  models/vectors.md    vectors-en.lxv: Simple English Wikipedia (CC BY-SA, Wikipedia's contributors) and books in the public domain; vectors-sv.lxv: books in the
                       public domain and sentences of the language data

The letter counts of the lessons (media/lessons) are those of Flaubert's Salammbo and its English translation, in the public domain.`;

/**
 * @param target platform of VS Code, as in linux-x64
 * @returns the licences of the packages in the bundles of dist/, of what ONNX Runtime's library for that platform contains, and the terms of the models
 */
export function thirdPartyNotices(target) {
  const names = [...new Set([...bundledPackages(), ...besidesBundles])].sort();
  return `${['Lexiscope contains the work of others.', ...names.map((folder) => packageNotice(folder)), runtimeNotice(target), modelTerms, ...licenceTexts(target)].join(`\n${rule}`)}\n`;
}

/** Folders below node_modules of the packages from which something is in a bundle, as the last build noted them. */
export function bundledPackages() {
  return readJson(bundledPackagesFile);
}

function packageNotice(folder) {
  const home = path.join('node_modules', folder);
  const { name, version, license, author, repository } = readJson(path.join(home, 'package.json'));
  const files = readdirSync(home).filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices?)([-.]|$)/i.test(file));
  const title = `${name} ${version}`;
  if (files.length > 0) return [title, ...files.map((file) => readFileSync(path.join(home, file), 'utf8').trim())].join('\n\n');
  // It brings no licence file: whose it is, where it is from, and the licence that its package.json names.
  const owner = typeof author === 'object' ? author.name : author;
  const source = typeof repository === 'object' ? repository.url : repository;
  return [title, [owner && `Author, as its package.json says: ${owner}`, source && `Source: ${source}`].filter(Boolean).join('\n'), licenceText(license)].join('\n\n');
}

const runtimeParts = (target) => readJson('licenses/onnxruntime.json').filter(({ platforms }) => platforms.includes(target));

/** What is linked into ONNX Runtime's library. Its package on npm has neither licence nor notices, so this is what can be seen in the library itself. */
function runtimeNotice(target) {
  const parts = runtimeParts(target).map(({ name, version, licence, copyright, source }) => `${name}${version ? ` ${version}` : ''}\n  ${copyright}\n  Licence: ${licence}\n  Source: ${source}`);
  const { version } = readJson('node_modules/onnxruntime-node/package.json');
  return [
    `What ONNX Runtime's library for ${target} contains`,
    `Copyright (c) Microsoft Corporation, MIT License (above). The package onnxruntime-node ${version} brings no notices of what is linked into its library. These parts were found in it by names that it contains; the texts of
their licences are at the end. Microsoft's own list: https://github.com/microsoft/onnxruntime/blob/v${version}/ThirdPartyNotices.txt`,
    ...parts,
  ].join('\n\n');
}

function licenceTexts(target) {
  const ids = [...new Set(runtimeParts(target).map(({ licence }) => licence))].sort();
  return ids.filter((id) => existsSync(path.join('licenses/texts', `${id}.txt`))).map((id) => `Text of the licence: ${id}\n\n${licenceText(id)}`);
}
