import tseslint from 'typescript-eslint';

/**
 * DESIGN section 2: the folders of src are rooms along the way of the data; imports run one way.
 * A folder may import itself, `base`, and what stands here.
 */
const mayImport = {
  base: [],
  protocol: [],
  kernels: [],
  text: [],
  corpora: ['text'],
  onnx: ['text'],
  vectors: ['text', 'kernels'],
  embeddings: ['text', 'corpora', 'vectors', 'kernels'],
  nn: ['text', 'corpora', 'onnx', 'vectors', 'kernels'],
  classify: ['text', 'corpora', 'onnx', 'nn'],
  jobs: ['text', 'corpora', 'onnx', 'nn', 'classify', 'embeddings', 'vectors', 'kernels', 'protocol'],
  lessons: ['text', 'embeddings', 'vectors', 'kernels', 'protocol'],
  server: ['text', 'corpora', 'onnx', 'classify', 'vectors', 'jobs', 'lessons', 'protocol'],
  cli: ['text', 'corpora', 'onnx', 'nn', 'classify', 'embeddings', 'vectors', 'jobs', 'protocol'],
  extension: ['protocol'],
};

const rooms = Object.keys(mayImport);

function importRules(room) {
  const forbidden = rooms.filter((other) => other !== room && other !== 'base' && !mayImport[room].includes(other));
  if (room === 'protocol') forbidden.push('base');
  const patterns = forbidden.map((other) => ({
    // A folder of the same name inside the room is the room's own.
    group: [`**/${other}/*`, `../${other}`, `**/${other}/**`, '!./**'],
    message: `src/${room} must not import src/${other} (DESIGN section 2).`,
  }));
  if (room !== 'extension') patterns.push({ group: ['vscode'], message: 'Only src/extension imports vscode.' });
  const runtime = { group: ['onnxruntime-node', 'onnxruntime-common'], message: 'Only src/onnx/runtime.ts imports ONNX Runtime.' };
  return {
    files: [`src/${room}/**/*.ts`],
    ignores: room === 'onnx' ? ['src/onnx/runtime.ts'] : [],
    rules: { 'no-restricted-imports': ['error', { patterns: [...patterns, runtime] }] },
  };
}

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'build', 'out', '.vscode-test', 'src/kernels/assembly', 'test/fixtures', 'test-results'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'No default exports.' }],
      'no-console': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    // node:test's `it` and `describe` return promises that the runner itself awaits.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['it', 'describe', 'test', 'before', 'after', 'suite'], package: 'node:test' }] }] },
  },
  { files: ['bench/**/*.ts', 'recipes/**/*.ts'], rules: { 'no-console': 'off' } },
  ...rooms.map(importRules),
  {
    // Pages run in a browser: of src they see the messages, nothing else.
    files: ['webview/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: '/src/(?!protocol/)', message: 'webview/ must import nothing of src but src/protocol.' }, { regex: '^(node:|vscode$|onnxruntime)', message: 'There is no Node in a page.' }] }] },
  },
);
