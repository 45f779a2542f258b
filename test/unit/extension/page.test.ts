import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pageHtml } from '../../../src/extension/webviews/page.ts';
import { pageSetupId } from '../../../src/protocol/webview.ts';

const parts = { title: 'Runs & models', script: 'https://host/page.js', styles: ['https://host/page.css'], codicons: 'https://host/codicon.css', cspSource: 'https://host', setup: { locale: 'sv', strings: {} } };
const policyOf = (html: string): Map<string, string> => {
  const content = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', `'`) ?? '';
  return new Map(content.split('; ').map((directive) => [directive.slice(0, directive.indexOf(' ')), directive.slice(directive.indexOf(' ') + 1)]));
};

describe('the page of a webview', () => {
  it('lets only the script with this page\'s nonce run, and connects to nothing', () => {
    const html = pageHtml(parts);
    const policy = policyOf(html);
    const nonce = /script-src 'nonce-([^']+)'/.exec(html.replaceAll('&#39;', `'`))?.[1] ?? '';
    assert.equal(policy.get('default-src'), `'none'`);
    assert.equal(policy.get('script-src'), `'nonce-${nonce}'`);
    assert.equal(policy.get('connect-src'), undefined);
    assert.doesNotMatch([...policy.values()].join(' '), /unsafe|\*/);
    assert.deepEqual([...html.matchAll(/<script nonce="([^"]+)"/g)].map((match) => match[1]), [nonce]);
  });

  it('has another nonce each time', () => {
    assert.notEqual(pageHtml(parts), pageHtml(parts));
  });

  it('carries any strings without letting them out of their element', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constantFrom('</script><script>', '<!--', ']]>'))), (strings) => {
      const html = pageHtml({ ...parts, setup: { locale: 'en', strings } });
      const json = new RegExp(`id="${pageSetupId}">(.*?)</script>`, 's').exec(html)?.[1] ?? '';
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ locale: 'en', strings })));
      assert.equal(html.split('<script').length, 3);
    }));
  });
});
