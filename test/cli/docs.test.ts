import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRandom } from '../../src/base/random.ts';
import { runCli } from './runCli.ts';

interface DocumentedCommand {
  readonly input: string;
  readonly line: string;
}

/** Lines set as code that run `lexiscope` or `node dist/cli.js`, with what `echo` gives them to read. */
function commandsOf(page: string): DocumentedCommand[] {
  return [...readFileSync(page, 'utf8').matchAll(/^ {4}(?:echo "([^"]*)" \| )?(?:lexiscope|node dist\/cli\.js) (.*)$/gm)].map(([, input = '', line]) => ({ input, line: line.split(/ {3,}/)[0] }));
}

/** A synopsis has alternatives, optional parts and names in capitals instead of files. */
const isSynopsis = (line: string): boolean => /[[|]|\.\.\.|\b(?:FILE|FOLDER|RUN|NAME|WORD|IN|A|ID)\b/.test(line);
/** Runs and files that a reader has and we do not. */
const isOfReaders = (line: string): boolean => /^runs show |^vectors evaluate .*wordsim/.test(line);

const pages = ['README.md', ...readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => path.join('docs', name))];

describe('the commands in the documentation', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lexiscope-docs-'));
    const random = createRandom(2);
    const pick = (words: string): string => words.split(' ')[random.below(words.split(' ').length)];
    const rows = (count: number): [string, string][] => Array.from({ length: count }, (_, i) => [`${pick('the a this')} ${pick('room soup view bed')} was ${pick('so very quite')} ${i % 2 === 0 ? pick('good warm lovely') : pick('bad cold awful')}`, i % 2 === 0 ? 'good' : 'bad']);
    const csv = (count: number): string => `text,label\n${rows(count).map((row) => `${row.join(',')}\n`).join('')}`;
    await writeFile(path.join(folder, 'reviews.csv'), csv(200));
    await writeFile(path.join(folder, 'test.csv'), csv(40));
    await writeFile(path.join(folder, 'test.jsonl'), rows(40).map(([text, label]) => `${JSON.stringify({ text, labels: [label] })}\n`).join(''));
    await mkdir(path.join(folder, 'texts'));
    for (const name of ['one.txt', 'two.txt']) {
      await writeFile(path.join(folder, 'texts', name), Array.from({ length: 400 }, () => `the ${pick('sea ship wind')} ${pick('carries takes moves')} the ${pick('ship sea wind sail')} and the ${pick('house door roof')} ${pick('stands is lies')} near the ${pick('house street door')}\n`).join(''));
    }
  });
  after(() => rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 }));

  it('are found', () => {
    const all = pages.flatMap(commandsOf);
    assert.ok(all.filter(({ line }) => isSynopsis(line)).length >= 10);
    assert.ok(all.filter(({ line }) => !isSynopsis(line)).length >= 15);
  });

  for (const page of pages) {
    const commands = commandsOf(page);
    if (commands.some(({ line }) => !isSynopsis(line))) {
      it(`of ${page} do what they say, one after the other`, { timeout: 300_000 }, async () => {
        for (const { input, line } of commands.filter((command) => !isSynopsis(command.line))) {
          const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
          const { code, stderr } = await runCli(args, input, { cwd: folder });
          if (isOfReaders(line)) assert.notEqual(code, 2, `${line}\n${stderr}`);
          else assert.equal(code, 0, `${line}\n${stderr}`);
        }
      });
    }
    if (commands.some(({ line }) => isSynopsis(line))) {
      it(`of ${page} that are synopses name options that the help knows`, async () => {
        for (const { line } of commands.filter((command) => isSynopsis(command.line))) {
          const [command] = line.split(' ');
          const { code, stdout } = await runCli([command, '--help']);
          assert.equal(code, 0, line);
          // Of the trainers, the help of `train` names the options of all.
          const help = command === 'train' ? `${stdout}${(await runCli(['train', 'embeddings', '--help'])).stdout}` : stdout;
          const unknown = [...line.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option).filter((option) => !help.includes(option));
          assert.deepEqual(unknown, [], line);
        }
      });
    }
  }
});

/** Lines set as code that run a script of ours, with the page they stand on. */
function scriptCommands(): { page: string; script: string; args: string[] }[] {
  const found = [...pages, 'SECURITY.md', 'bench/RESULTS.md', ...readdirSync('models').filter((name) => name.endsWith('.md')).map((name) => path.join('models', name))]
    .flatMap((page) => [...readFileSync(page, 'utf8').matchAll(/^ {4}(?:npm (?:run )?|node scripts\/run\.mjs |node )(.+)$/gm)].map(([line, command]) => ({ page, isFile: line.includes('node '), words: command.split(/ {2,}/)[0].split(' ').filter((word) => word !== '--') })));
  return found.filter(({ words: [script] }) => script !== 'dist/cli.js').map(({ page, isFile, words: [script, ...rest] }) => (
    script === 'bench' && rest.length > 0 ? { page, script: `bench/${rest[0]}.ts`, args: rest.slice(1) } : { page, script: isFile ? script : `npm ${script}`, args: rest }
  ));
}

describe('the other commands in the documentation', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const commands = scriptCommands();

  it('are found', () => {
    for (const known of ['npm start', 'npm test', 'npm fuzz', 'npm soak', 'npm package', 'npm bench', 'bench/training.ts', 'recipes/topics.ts', 'dist/server.js']) {
      assert.ok(commands.some(({ script }) => script === known), known);
    }
  });

  for (const { page, script, args } of commands.filter(({ script: name }) => name !== 'FILE.ts' && name !== 'bench/NAME.ts')) {
    it(`${[script, ...args].join(' ')} (${page}) names what there is`, () => {
      const file = script.startsWith('npm ') ? /scripts\/\S+\.mjs/.exec(scripts[script.slice(4)] ?? '')?.[0] : script;
      assert.ok(file !== undefined && existsSync(file), `there is no ${script}`);
      const source = readFileSync(file, 'utf8');
      for (const option of args.filter((arg) => arg.startsWith('--'))) {
        const name = option.slice(2);
        assert.ok(source.includes(`'${option}'`) || new RegExp(`['\\s{,]'?${name}'?: \\{ type:`).test(source), `${file} does not know ${option}`);
      }
    });
  }
});
