import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FloatScanner } from '../../../src/vectors/floatScanner.ts';

function scan(text: string, start = 0): { value: number; end: number } {
  const scanner = new FloatScanner();
  const value = scanner.scan(Buffer.from(text), start);
  return { value, end: scanner.end };
}

/** Decimals as people and tools write them, and as they do not. */
const decimal = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.stringMatching(/^[0-9]{0,20}$/), fc.option(fc.stringMatching(/^[0-9]{0,25}$/)), fc.option(fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '-', '+'), fc.nat(340))))
  .filter(([, whole, fraction]) => whole.length + (fraction?.length ?? 0) > 0)
  .map(([sign, whole, fraction, exponent]) => sign + whole + (fraction === null ? '' : `.${fraction}`) + (exponent ? exponent.join('') : ''));

describe('FloatScanner', () => {
  it('reads every decimal as Number() does', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const { value, end } = scan(`${text} `);
        assert.equal(end, text.length);
        assert.ok(Object.is(value, Number(text)), `${text}: ${value} is not ${Number(text)}`);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads back every float64 that JavaScript writes', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => assert.ok(Object.is(scan(`${Object.is(value, -0) ? '-0' : value}`).value, value))), { numRuns: 3000 });
  });

  it('stops at the first byte that does not belong to the number', () => {
    assert.deepEqual(scan('w 1.5e3x', 2), { value: 1500, end: 7 });
    assert.deepEqual(scan('2e+ '), { value: 2, end: 1 });
    assert.deepEqual(scan('1.2.3'), { value: 1.2, end: 3 });
  });

  it('finds no number where none stands', () => {
    for (const text of ['', '-', '.', '+.', 'e5', 'nan', ' 1']) assert.deepEqual(scan(text), { value: NaN, end: 0 }, text);
  });
});
