import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { LexiscopeError } from '../base/errors.ts';
import { characterClass, classOf } from '../text/characterClasses.ts';
import template from './useModel.py';

const lastCodePoint = 0x10ffff;
/** Beyond the classes of the scanner: digits that `foldDigits` reads as 0. */
const decimalDigit = Math.max(...Object.values(characterClass)) + 1;

/**
 * Writes a Python script that runs a model with onnxruntime alone, and the model beside it under the same name.
 * @param to the script, `NAME.py`
 * @returns the files written
 * @throws LexiscopeError `bad-input` where another file has the model's name
 */
export async function writePythonScript(model: string, to: string): Promise<string[]> {
  const { dir, name, base } = path.parse(to);
  const copy = path.join(dir, `${name}.onnx`);
  if (existsSync(copy) && !(await readFile(copy)).equals(await readFile(model))) {
    throw new LexiscopeError('bad-input', `${copy}: the script's model belongs here, and there is another file`, { hint: 'Give the script another name.' });
  }
  await mkdir(dir, { recursive: true });
  await writeFile(to, pythonScript(base, path.basename(copy)));
  if (path.resolve(copy) !== path.resolve(model)) await copyFile(model, copy);
  return [to, copy];
}

/** @param name what the script calls itself */
export function pythonScript(name: string, modelFile: string): string {
  return template
    .replace('MODEL_FILE = "model.onnx"', () => `MODEL_FILE = ${JSON.stringify(modelFile)}`)
    .replace('CHARACTER_CLASSES = ""', () => `CHARACTER_CLASSES = "${packedClasses()}"`)
    .replaceAll('python useModel.py', () => `python ${name}`);
}

/** The class of every code point as runs of one class: length in base 36, then the class as a letter; deflated, since this engine's Unicode is newer than most Pythons'. */
function packedClasses(): string {
  let runs = '';
  for (let from = 0, to = 1; from <= lastCodePoint; to++) {
    const value = classIn(from);
    if (to <= lastCodePoint && classIn(to) === value) continue;
    runs += `${(to - from).toString(36)}${String.fromCharCode(0x41 + value)}`;
    from = to;
  }
  return deflateSync(runs, { level: 9 }).toString('base64');
}

function classIn(codePoint: number): number {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return characterClass.separator;
  const value = classOf(codePoint);
  return value === characterClass.digit && /\p{Nd}/u.test(String.fromCodePoint(codePoint)) ? decimalDigit : value;
}
