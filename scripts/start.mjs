// npm start: packages the extension and opens it with a workspace of sample texts: in desktop VS Code where `code` is on the
// PATH, else in code-server, whose address it prints. Ctrl-C stops it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { missingForHost, startHost } from './host.mjs';
import { installPackages } from './setup.mjs';

const inBrowser = process.argv.includes('--browser');

/** The samples are copied, so that what is tried on them changes nothing in the project. */
function sampleWorkspace() {
  const folder = path.resolve('.vscode-test/samples');
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    cpSync('media/samples', folder, { recursive: true });
  }
  return folder;
}

function desktopCode(args) {
  return spawnSync('code', args, { encoding: 'utf8', shell: process.platform === 'win32' });
}

function openInDesktop(vsix, workspace) {
  const { status, stdout, stderr } = desktopCode(['--install-extension', vsix, '--force']);
  if (status !== 0) throw new Error(`code --install-extension failed: ${stdout}${stderr}`);
  desktopCode([workspace, path.join(workspace, 'README.md')]);
  process.stdout.write(`Lexiscope is installed in VS Code, which opens ${workspace}\n`);
}

async function openInBrowser(vsix, workspace) {
  // The profile is kept from one start to the next: settings, layout and open editors survive.
  const host = await startHost({ vsix: [vsix], profile: path.resolve('.vscode-test/start'), keepProfile: true });
  process.stdout.write(`\nLexiscope runs in VS Code at\n\n    ${host.url(workspace, path.join(workspace, 'README.md'))}\n\nCtrl-C stops it.\n`);
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  await Promise.race([stopped, host.exited]);
  await host.stop();
}

try {
  installPackages();
  const useDesktop = !inBrowser && desktopCode(['--version']).status === 0;
  const missing = useDesktop ? undefined : missingForHost();
  if (missing) throw new Error(missing);
  const { buildDist } = await import('./build.mjs');
  await buildDist();
  const { packageFor } = await import('./package.mjs');
  const vsix = packageFor(`${process.platform}-${process.arch}`);
  if (useDesktop) openInDesktop(vsix, sampleWorkspace());
  else await openInBrowser(vsix, sampleWorkspace());
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
