// Bundles every entry point into dist/ (and, with --tests, the test files into build/test/).
import { build } from 'esbuild';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundledPackagesFile, glob, rm } from './files.mjs';
import { buildKernels } from './kernels.mjs';

// CommonJS packages bundled into an ES module still call `require` for Node's own modules.
const requireInModules = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Names stay, for stacks in logs.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  logLevel: 'warning',
  external: ['vscode', 'onnxruntime-node'],
  loader: { '.wasm': 'binary', '.py': 'text' },
};

/** The processes of DESIGN section 1: source file -> name in dist/. */
const entryPoints = {
  server: 'src/server/main.ts',
  inference: 'src/server/inferenceMain.ts',
  vectors: 'src/server/spaces/vectorsMain.ts',
  job: 'src/jobs/jobMain.ts',
  embeddingWorker: 'src/embeddings/worker.ts',
  cli: 'src/cli/main.ts',
};

/**
 * Parts of the extension that are read when first used, not at activation: name in dist/ -> source file. `import('...')` of one in
 * src/extension loads its bundle. They share no module's state with the rest: hand them what they need.
 */
const lateParts = {
  languageClient: 'src/extension/languageClient.ts',
  classifyFolder: 'src/extension/folder/classifyFolder.ts',
  answerTool: 'src/extension/tools/answerTool.ts',
  trainingPanel: 'src/extension/training/trainingPanel.ts',
  explorer: 'src/extension/explorer/explorer.ts',
  lessons: 'src/extension/lessons/lessons.ts',
};

const latePartsApart = {
  name: 'late parts apart',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path: imported }) => {
    const name = path.basename(imported, '.ts');
    return kind === 'dynamic-import' && name in lateParts ? { path: `./${name}.cjs`, external: true } : undefined;
  }),
};

/** Each page of webview/ with its style sheet, and the icons' font. One file each: a policy with a nonce lets a script load no other. */
async function buildWebviews() {
  const pages = await glob('webview', (file) => /^webview\/[^/]+\/main\.(ts|css)$/.test(file));
  return build({
    metafile: true, bundle: true, format: 'iife', platform: 'browser', target: 'es2022', minify: true, sourcemap: 'linked', logLevel: 'warning', outdir: 'dist/webview',
    entryPoints: [
      ...pages.map((file) => ({ in: file, out: path.basename(path.dirname(file)) })),
      { in: 'node_modules/@vscode/codicons/dist/codicon.css', out: 'codicon' },
    ],
    loader: { '.ttf': 'file' }, assetNames: '[name]',
  });
}

/** Folders below node_modules; of nested ones the innermost: a/node_modules/b. */
function packagesIn({ metafile }) {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return inputs.map(([file]) => /(?:^|\/)node_modules\/((?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean);
}

export async function buildDist() {
  await buildKernels();
  const results = [];
  const modules = Object.fromEntries(Object.entries(entryPoints).filter(([, file]) => existsSync(file)));
  if (Object.keys(modules).length > 0) {
    results.push(await build({ ...common, metafile: true, entryPoints: modules, outdir: 'dist', format: 'esm', banner: { js: requireInModules } }));
  }
  if (existsSync('src/extension/extension.ts')) {
    const parts = { extension: 'src/extension/extension.ts', ...lateParts };
    results.push(await build({ ...common, metafile: true, entryPoints: parts, outdir: 'dist', format: 'cjs', outExtension: { '.js': '.cjs' }, plugins: [latePartsApart], supported: { 'dynamic-import': false } }));
  }
  results.push(await buildWebviews());
  writeFileSync(bundledPackagesFile, `${JSON.stringify([...new Set(results.flatMap(packagesIn))].sort(), null, 1)}\n`);
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
