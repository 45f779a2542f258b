// Bundles every entry point into dist/ (and, with --tests, the test files into build/test/).
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { glob, rm } from './files.mjs';
import { buildKernels } from './kernels.mjs';

// CommonJS packages bundled into an ES module still call `require` for Node's own modules.
const requireInModules = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  external: ['vscode', 'onnxruntime-node'],
  loader: { '.wasm': 'binary' },
};

/** The processes of DESIGN section 1: source file -> name in dist/. */
const entryPoints = {
  server: 'src/server/main.ts',
  inference: 'src/server/inferenceMain.ts',
  embeddingWorker: 'src/embeddings/worker.ts',
  cli: 'src/cli/main.ts',
};

/** Most of the extension is the LSP client; in a file of its own it is read by the first request, not at activation. */
const languageClientApart = {
  name: 'language client apart',
  setup: ({ onResolve }) => onResolve({ filter: /languageClient\.ts$/ }, ({ kind }) => (kind === 'dynamic-import' ? { path: './languageClient.cjs', external: true } : undefined)),
};

export async function buildDist() {
  await buildKernels();
  const modules = Object.fromEntries(Object.entries(entryPoints).filter(([, file]) => existsSync(file)));
  if (Object.keys(modules).length > 0) {
    await build({ ...common, entryPoints: modules, outdir: 'dist', format: 'esm', banner: { js: requireInModules } });
  }
  if (existsSync('src/extension/extension.ts')) {
    const parts = { extension: 'src/extension/extension.ts', languageClient: 'src/extension/languageClient.ts' };
    await build({ ...common, entryPoints: parts, outdir: 'dist', format: 'cjs', outExtension: { '.js': '.cjs' }, plugins: [languageClientApart], supported: { 'dynamic-import': false } });
  }
}

export async function buildTests() {
  await rm('build/test');
  const entryPointsOfTests = await glob('test', (file) => file.endsWith('.test.ts'));
  if (entryPointsOfTests.length === 0) return;
  await build({
    ...common,
    entryPoints: entryPointsOfTests,
    outbase: 'test',
    outdir: 'build/test',
    format: 'esm',
    splitting: true,
    packages: 'external',
    outExtension: { '.js': '.mjs' },
  });
}

if (import.meta.filename === process.argv[1]) {
  await buildDist();
  if (process.argv.includes('--tests')) await buildTests();
}
