// npm run package [-- --target linux-x64 ... | all] [--out FOLDER]: one .vsix for each platform, in out/. Default: this platform.
// The files of one platform are staged in build/package/TARGET, because `vsce package --target` only marks a .vsix and drops nothing.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { thirdPartyNotices } from './notices.mjs';
import { installPackages } from './setup.mjs';

/** Target of VS Code -> folder of ONNX Runtime's binaries. There is none for darwin-x64 since ONNX Runtime 1.24. */
const binaries = {
  'linux-x64': 'linux/x64',
  'linux-arm64': 'linux/arm64',
  'win32-x64': 'win32/x64',
  'win32-arm64': 'win32/arm64',
  'darwin-arm64': 'darwin/arm64',
};

const shipped = [
  '.vscodeignore', 'package.nls.json', 'package.nls.fr.json', 'package.nls.sv.json', 'l10n', 'README.md', 'CHANGELOG.md', 'LICENSE', 'dist', 'models', 'media',
];

/** The same library again under the name with its full version; the binding asks for libonnxruntime.1.dylib. */
const isDuplicate = (file) => /libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(file);

/**
 * Libraries of the execution providers for graphics cards, which Lexiscope does not use; more than onnxruntime.dll itself. It loads DirectML late, when
 * a session asks for it, and the shader compilers by name: a test reads from its import table that it starts without them.
 */
const forGraphicsCards = ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll'];
const isForGraphicsCards = (file) => forGraphicsCards.includes(path.basename(file));

export const targets = Object.keys(binaries);

/**
 * @param version another than that of package.json, to try an update
 * @returns the path of the .vsix
 */
export function packageFor(target, outFolder = 'out', version = manifestHere().version) {
  if (!(target in binaries)) throw new Error(`no ONNX Runtime for ${target}: there is one for ${targets.join(', ')}`);
  const stage = path.join('build/package', target);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const name of shipped) if (existsSync(name)) cpSync(name, path.join(stage, name), { recursive: true });
  stageManifest(stage, version);
  stageReadme(stage);
  stageRuntime(stage, binaries[target]);
  writeFileSync(path.join(stage, 'THIRD_PARTY_NOTICES.txt'), thirdPartyNotices(target));
  mkdirSync(outFolder, { recursive: true });
  const vsix = path.resolve(outFolder, `lexiscope-${target}-${version}.vsix`);
  const vsce = path.resolve('node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--target', target, '--out', vsix, '--allow-missing-repository', '--no-rewrite-relative-links'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: stage, encoding: 'utf8' });
  if (status !== 0) throw new Error(`vsce could not package ${target}: ${stdout}${stderr}`);
  return vsix;
}

function manifestHere() {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

/** What is in node_modules while developing is in the bundles, or staged beside them. */
function stageManifest(stage, version) {
  const manifest = { ...manifestHere(), version };
  for (const key of ['dependencies', 'devDependencies', 'scripts', 'private']) delete manifest[key];
  writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Without its pictures, which are too large to be packed: the editor would show them broken. */
function stageReadme(stage) {
  const text = readFileSync('README.md', 'utf8').replace(/^!\[[^\]]*\]\([^)]*\)\n\n?/gm, '');
  writeFileSync(path.join(stage, 'README.md'), text);
}

/** Under dist/, where the bundles find it: vsce leaves out a node_modules folder at the top. */
function stageRuntime(stage, binaryFolder) {
  const copy = (file) => cpSync(path.join('node_modules', file), path.join(stage, 'dist/node_modules', file), { recursive: true, filter: (source) => !isDuplicate(source) && !isForGraphicsCards(source) && !source.endsWith('.map') && !source.endsWith('.d.ts') });
  copy('onnxruntime-node/package.json');
  copy('onnxruntime-node/dist');
  copy(`onnxruntime-node/bin/napi-v6/${binaryFolder}`);
  copy('onnxruntime-common/package.json');
  // Its package.json says that these are CommonJS; without it the first inference fails.
  copy('onnxruntime-common/dist/cjs');
}

/** The value that follows --name, as in `--name a --name b`. */
function optionValues(name, args) {
  return args.flatMap((argument, i) => (argument === name && args[i + 1] !== undefined ? [args[i + 1]] : []));
}

if (path.basename(process.argv[1] ?? '') === 'package.mjs') {
  try {
    installPackages();
    const { buildDist } = await import('./build.mjs');
    await buildDist();
    const asked = optionValues('--target', process.argv);
    const chosen = asked.includes('all') ? targets : asked.length > 0 ? asked : [`${process.platform}-${process.arch}`];
    const [out] = optionValues('--out', process.argv);
    for (const target of chosen) {
      const vsix = packageFor(target, out);
      process.stdout.write(`${path.relative('.', vsix)}  ${(statSync(vsix).size / 2 ** 20).toFixed(1)} MiB\n`);
    }
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
