// Loaded before every test file in CI: property tests draw the same cases in every run there, so that a change is judged by what it
// changed. Elsewhere each run draws new ones; what they find becomes an example in the test.
import fc from 'fast-check';

fc.configureGlobal({ seed: 20261123 });
