import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { csvColumns, jsonFields } from '../../../src/extension/reading/tableHead.ts';

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('the columns of a table', () => {
  it('have the names of the first row and examples from the second', () => {
    assert.deepEqual(csvColumns('id,review\r\n1,"Good, warm bread"\r\n2,cold\r\n'), [{ name: 'id', example: '1' }, { name: 'review', example: 'Good, warm bread' }]);
  });

  it('are found for each usual delimiter, and quoted line ends belong to their field', () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      assert.deepEqual(csvColumns(`a${delimiter}"b\nc"\n1${delimiter}2`).map(({ name }) => name), ['a', 'b\nc']);
    }
  });

  it('are divided by the delimiter that stands between quoted fields, not by one inside them', () => {
    assert.deepEqual(csvColumns('"","|"\n"","|"\n').map(({ name }) => name), ['', '|']);
  });

  it('are those that were written, whatever the fields hold', () => {
    const row = fc.array(fc.string(), { minLength: 2, maxLength: 5 });
    fc.assert(fc.property(row, (fields) => {
      const columns = csvColumns(`${fields.map(quoted).join(',')}\n${fields.map(quoted).join(',')}\n`);
      assert.deepEqual(columns.map(({ name }) => name), fields);
      columns.forEach(({ example }, i) => assert.ok(onOneLine(fields[i]).startsWith(example.replace(/…$/, ''))));
    }));
  });

  it('never fail, whatever a file begins with', () => {
    fc.assert(fc.property(fc.string(), (head) => {
      assert.ok(csvColumns(head).length > 0);
      assert.ok(Array.isArray(jsonFields(head)));
    }));
  });
});

describe('the fields of JSON lines', () => {
  it('are those of the first line that hold text', () => {
    assert.deepEqual(jsonFields('{"id": 3, "text": "warm bread", "tags": ["a"]}\n{"other": "x"}'), [{ name: 'text', example: 'warm bread' }]);
  });

  it('are none where the first line is no object', () => {
    for (const head of ['', '[1]', '"a"', 'null', '{"cut off": "in the mid']) assert.deepEqual(jsonFields(head), []);
  });
});
