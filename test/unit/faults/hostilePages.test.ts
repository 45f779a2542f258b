import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import type * as v from 'valibot';
import { explorerSchemas } from '../../../src/protocol/explorer.ts';
import { folderHostSchemas } from '../../../src/protocol/folderPage.ts';
import { Rpc } from '../../../src/protocol/rpc.ts';
import { panelSchemas } from '../../../src/protocol/trainingPanel.ts';

const pages: readonly (readonly [string, Readonly<Record<string, v.GenericSchema>>])[] = [['training panel', panelSchemas], ['explorer', explorerSchemas], ['folder table', folderHostSchemas]];

/** What a page that was taken over might send: of the right kind and not, near to what is expected and far from it. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.constantFrom<unknown>(null, undefined, true, 0, -1, NaN, 1e300, '', '../../etc/passwd', 'files', 'run', '__proto__', []), fc.string(), fc.double(), fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(fc.oneof(fc.constantFrom('run', 'name', 'file', 'line', 'from', 'pattern', 'title', 'space', 'word', 'words', 'text', 'source', 'type', 'paths', 'settings', 'kind', 'preset', 'what', 'folder', 'limit', '__proto__', 'constructor'), fc.string()), tie('value'), { maxKeys: 6 }),
})).value;

describe('messages of a page that was taken over', () => {
  for (const [name, schemas] of pages) {
    it(`reach nothing of the ${name}'s host unless they are as it expects them, and each call is answered`, async () => {
      let receive: (message: unknown) => void = () => undefined;
      const answers: { type: string; outcome: { ok?: unknown; err?: { code: string; message: string } } }[] = [];
      const reached: string[] = [];
      const implementation = Object.fromEntries(Object.keys(schemas).map((method) => [method, (): true => {
        reached.push(method);
        return true;
      }]));
      new Rpc<Record<string, (params: unknown) => true>, Record<never, never>>(
        { post: (message) => answers.push(message as (typeof answers)[number]), onMessage: (listener) => { receive = listener; } }, implementation, { schemas },
      );
      await fc.assert(fc.asyncProperty(fc.constantFrom(...Object.keys(schemas), 'toString', '__proto__', 'constructor'), anything, async (method, params) => {
        answers.length = 0;
        reached.length = 0;
        receive({ type: 'call', id: 1, method, params });
        while (answers.length === 0) await nextTurn();
        const [{ type, outcome: { ok, err } }] = answers;
        assert.equal(type, 'result');
        if (err) assert.ok(['bad-input', 'unsupported'].includes(err.code) && err.message.length > 0 && reached.length === 0);
        else assert.deepEqual([ok, reached], [true, [method]]);
      }));
      await fc.assert(fc.asyncProperty(anything, async (message) => {
        answers.length = 0;
        receive(message);
        await nextTurn();
        assert.deepEqual(answers, []);
      }));
    });
  }
});
