import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { packageRoot } from '../../src/base/files.ts';

const root = packageRoot(import.meta.url);
const hasNeovim = spawnSync('nvim', ['--version']).status === 0;
if (!hasNeovim && process.env.CI) throw new Error('the test of another editor needs Neovim: install it (Debian: neovim)');

/** Waits for the server, runs the command, prints what it tells and quits. */
const driver = `
local told = false
vim.notify = function(message) io.stdout:write(message .. '\\n') told = true end
vim.wait(20000, function() local c = vim.lsp.get_client_by_id(_G.lexiscope_client or -1) return c and c.initialized end, 50)
vim.cmd('DetectLanguage')
vim.wait(20000, function() return told end, 50)
vim.cmd('qall!')
`;

describe('Neovim', { skip: hasNeovim ? undefined : 'needs Neovim: install it (Debian: neovim)' }, () => {
  it('tells the language of a buffer with the configuration in docs/other-editors.md', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-neovim-'));
    try {
      const [, lua] = /```lua\n([\s\S]*?)```/.exec(await readFile(path.join(root, 'docs/other-editors.md'), 'utf8')) ?? [];
      const configured = lua.replace('/path/to/lexiscope/dist/server.js', path.join(root, 'dist/server.js'));
      assert.notEqual(configured, lua);
      await writeFile(path.join(folder, 'init.lua'), `vim.cmd('filetype on')\n${configured}`);
      await writeFile(path.join(folder, 'driver.lua'), driver);
      const file = path.join(folder, 'note.txt');
      await writeFile(file, 'Den gamla båten låg kvar vid bryggan hela vintern, och ingen visste längre vem den tillhörde.\n');
      const env = { ...process.env, HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder };
      const { stdout, stderr } = spawnSync('nvim', ['--headless', '-u', path.join(folder, 'init.lua'), '-c', `luafile ${path.join(folder, 'driver.lua')}`, file], { encoding: 'utf8', env, timeout: 60000 });
      assert.match(stdout, /^sv \(certain, \d+ %\)$/m, stderr);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
