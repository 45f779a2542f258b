// Loaded before a test file by scripts/fuzz.mjs: every property is tried for a time, with new cases, instead of a number of times; how often, and what was
// found, is added to a file.
import { appendFileSync } from 'node:fs';
import fc from 'fast-check';

const { LEXISCOPE_FUZZ_SECONDS, LEXISCOPE_FUZZ_LOG } = process.env;

fc.configureGlobal({
  numRuns: 1e9,
  interruptAfterTimeLimit: 1000 * Number(LEXISCOPE_FUZZ_SECONDS),
  reporter: (details) => {
    // A property that did not get to its first case in the time has found nothing.
    const message = details.numRuns > 0 || !details.interrupted ? fc.defaultReportMessage(details) : undefined;
    appendFileSync(LEXISCOPE_FUZZ_LOG, `${JSON.stringify({ runs: details.numRuns, ...(message !== undefined && { message: message.slice(0, 4000) }) })}\n`);
    if (message !== undefined) throw new Error(message);
  },
});
