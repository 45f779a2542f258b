import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createDecoder, detectEncoding } from '../../../src/corpora/encoding.ts';
import { completeUtf8Length, scanUtf8 } from '../../../src/corpora/utf8.ts';

function decode(bytes: Uint8Array, label?: string, piece = Infinity): string {
  const decoder = createDecoder(label);
  let text = '';
  for (let i = 0; i < bytes.length; i += piece) text += decoder.decode(bytes.subarray(i, i + piece));
  return text + decoder.end();
}

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

const french = 'Où est passée la théière de Zoé ? Là-bas, près du chêne.\n'.repeat(20);

describe('A file’s encoding', () => {
  it('is UTF-8, with and without byte order mark', () => {
    assert.equal(decode(Buffer.from(french)), french);
    assert.equal(decode(Buffer.from(`\ufeff${french}`)), french);
    assert.equal(decode(Buffer.from(`\ufeff${french}`), 'utf-8'), french);
  });

  it('is UTF-16 of either byte order, with and without mark', () => {
    for (const text of [french, `中文维基百科。\n${'全国各地的人们，'.repeat(30)}\n第二行 2 0\n`]) {
      for (const bigEndian of [false, true]) {
        assert.equal(decode(utf16(`\ufeff${text}`, bigEndian)), text);
        assert.equal(decode(utf16(text, bigEndian)), text);
        assert.equal(decode(utf16(text, bigEndian), bigEndian ? 'utf-16be' : 'utf-16le', 7), text);
      }
    }
  });

  it('is Latin-1 for western texts that are not UTF-8', () => {
    assert.equal(decode(Buffer.from(french, 'latin1')), french);
  });

  it('is what chardet finds for other scripts', () => {
    const cyrillic = Uint8Array.from('Вчера вечером мы долго гуляли по берегу реки и говорили о том, как быстро проходит лето. Мой брат сказал, что у него нет времени.', (character) => {
      const code = character.charCodeAt(0);
      return code === 0x451 ? 0xb8 : code >= 0x410 ? code - 0x410 + 0xc0 : code;
    });
    assert.equal(detectEncoding(cyrillic), 'windows-1251');
    assert.match(decode(cyrillic), /^Вчера вечером мы/);
  });

  it('stays open through any length of plain ASCII', () => {
    const ascii = 'plain words only.\n'.repeat(10_000);
    assert.equal(decode(Buffer.from(ascii + french), undefined, 65536), ascii + french);
    assert.equal(decode(Buffer.from(ascii + french, 'latin1'), undefined, 65536), ascii + french);
    assert.equal(decode(Buffer.from(ascii), undefined, 65536), ascii);
  });

  it('is not UTF-8 no more for one stray byte: that is an error with its offset', () => {
    const bytes = Buffer.concat([Buffer.from(french), Buffer.from([0xff]), Buffer.from(french)]);
    assert.throws(() => decode(bytes), { message: `byte ${Buffer.byteLength(french)} (0xff) is not valid UTF-8` });
  });

  it('can be given, and then an invalid byte is an error with its offset', () => {
    assert.throws(() => decode(Buffer.from('ab\xe9cd', 'latin1'), 'utf-8'), { message: 'byte 2 (0xe9) is not valid UTF-8', offset: 2 });
    assert.throws(() => decode(Buffer.from([0x61, 0xe2, 0x82]), 'utf8'), { message: 'byte 1 (0xe2) is not valid UTF-8' });
    assert.throws(() => decode(Buffer.from([0x61, 0x00, 0x00, 0xd8]), 'utf-16le'), /not valid utf-16le/);
    assert.equal(decode(Buffer.from([0x80, 0x41, 0x92, 0xe9, 0x9f]), 'latin1'), '€A’éŸ');
  });

  it('is not UTF-32, and the message says so', () => {
    for (const bytes of [[0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], [0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]]) {
      assert.throws(() => decode(Uint8Array.from(bytes)), { message: /UTF-32/ });
    }
  });

  it('must have a name that exists', () => {
    assert.throws(() => createDecoder('utf-9'), { name: 'LexiscopeError', message: /encoding "utf-9": no encoding has this name/ });
  });

  it('is none for bytes that are no text', () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31) & 0xff & (i % 3 === 0 ? 0 : 0xff));
    assert.throws(() => decode(bytes), { message: /not a text file/ });
  });

  it('of XML is what its declaration says, else UTF-8', () => {
    assert.equal(decode(Buffer.from('<?xml version="1.0" encoding="iso-8859-1" ?><a>é</a>', 'latin1'), 'xml').slice(-6), '>é</a>');
    assert.equal(decode(Buffer.from('<a>é</a>'), 'xml'), '<a>é</a>');
    assert.throws(() => decode(Buffer.from('<a>é</a>', 'latin1'), 'xml'), { message: 'byte 3 (0xe9) is not valid UTF-8' });
    assert.throws(() => decode(Buffer.from('<?xml version="1.0" encoding="klingon"?><a/>'), 'xml'), /"klingon"/);
  });

  it('gives the same text however the bytes are cut into pieces', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 5 }), (text, piece) => {
      const wellFormed = Buffer.from(text).toString();
      const expected = wellFormed.startsWith('\ufeff') ? wellFormed.slice(1) : wellFormed;
      assert.equal(decode(Buffer.from(text), 'utf-8', piece), expected);
    }));
  });

  it('is judged as the platform’s own decoder judges it', () => {
    const byte = fc.constantFrom(0x41, 0x80, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xe9, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0x90, 0x8f);
    fc.assert(fc.property(fc.array(byte), (list) => {
      const bytes = Uint8Array.from(list);
      let valid = true;
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      } catch {
        valid = false;
      }
      const scan = scanUtf8(bytes);
      assert.equal(scan.firstInvalid < 0, valid);
      assert.equal(scan.invalidBytes === 0, valid);
      const complete = completeUtf8Length(bytes);
      assert.ok(bytes.length - complete <= 3);
      if (valid) assert.equal(complete, bytes.length);
    }), { numRuns: 2000 });
  });
});
