import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrameCheck } from '../../../src/server/frameCheck.ts';

const frame = (body: Uint8Array, more = ''): Buffer => Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n${more}\r\n`), body]);

describe('the frames of an LSP connection', () => {
  it('are fine with any bodies, however the stream is cut into pieces', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (bodies, cuts) => {
      const check = new FrameCheck();
      const stream = Buffer.concat(bodies.map((body, i) => frame(body, i % 2 === 0 ? '' : 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n')));
      for (let at = 0, i = 0; at < stream.length; i++) {
        const length = cuts[i % cuts.length];
        assert.equal(check.push(stream.subarray(at, at + length)), undefined);
        at += length;
      }
    }));
  });

  for (const [what, bytes, message] of [
    ['no header', 'hello\r\n\r\n', /expected the header Content-Length/],
    ['no length', 'Content-Type: x\r\n\r\n', /Content-Length/],
    ['a negative length', 'Content-Length: -5\r\n\r\n', /-5/],
    ['a length in words', 'Content-Length: five\r\n\r\n', /five/],
    ['a line without a colon', 'Content-Length: 5\r\nhello\r\n\r\n', /hello/],
    ['a length that no string can have', 'Content-Length: 999999999999\r\n\r\n', /999999999999 bytes/],
    ['no end of the header', 'a'.repeat(5000), /more than 4096 bytes/],
  ] as const) {
    it(`are broken by ${what}, even after a good message`, () => {
      assert.match(new FrameCheck().push(Buffer.from(bytes)) ?? '', message);
      assert.match(new FrameCheck().push(Buffer.concat([frame(Buffer.from('{}')), Buffer.from(bytes)])) ?? '', message);
    });
  }

  it('never throw, whatever comes', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.constantFrom('Content-Length: ', '3\r\n\r\n', '\r\n').map((text) => Buffer.from(text)))), (chunks) => {
      const check = new FrameCheck();
      for (const chunk of chunks) assert.ok(['undefined', 'string'].includes(typeof check.push(chunk)));
    }));
  });
});
