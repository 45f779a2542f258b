// A node:test reporter that prints one JSON line of totals; scripts/test.mjs adds them up over all suites.
// A test whose reason to be skipped begins with this needs what the kernel or the container does not allow (a mount, a network of one's own,
// tracing): it is named at the end, and is not one that was left out.
const notHere = 'not possible here';

export default async function* countingReporter(source) {
  const totals = { passed: 0, failed: 0, skipped: 0, impossible: [] };
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (typeof data.skip === 'string' && data.skip.startsWith(notHere)) totals.impossible.push(`${data.name} (${data.skip})`);
    else if (data.skip !== undefined || data.todo !== undefined) totals.skipped++;
    else if (data.details?.type === 'suite') continue;
    else if (type === 'test:pass') totals.passed++;
    else totals.failed++;
  }
  yield `${JSON.stringify(totals)}\n`;
}
