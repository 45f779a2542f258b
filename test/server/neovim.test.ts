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

/** Waits for the server, runs a command, prints what it tells and quits. */
const driverOf = (command: string): string => `
local told = false
vim.notify = function(message) io.stdout:write(message .. '\\n') told = true end
vim.wait(20000, function() local c = vim.lsp.get_client_by_id(_G.lexiscope_client or -1) return c and c.initialized end, 50)
vim.cmd('${command}')
vim.wait(20000, function() return told end, 50)
vim.cmd('qall!')
`;

/** Asks for a hover on the word under the cursor, as K does with the configuration's mapping, and prints the floating window. */
const hoverDriver = `
vim.wait(20000, function() local c = vim.lsp.get_client_by_id(_G.lexiscope_client or -1) return c and c.initialized end, 50)
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
  end
end
local function shown()
  local window = floating()
  return window and table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\\n')
end
vim.fn.search('boats')
for _ = 1, 5 do
  vim.cmd('normal K')
  vim.wait(20000, function() return shown() ~= nil end, 50)
  if shown() and not shown():find('Reading the vectors') then break end
  if floating() then vim.api.nvim_win_close(floating(), true) end
  vim.wait(1000)
end
io.stdout:write((shown() or 'no window') .. '\\n')
vim.cmd('qall!')
`;

/** Opens a file with the configuration in docs/other-editors.md and runs a driver; gives what it printed. */
async function runNeovim(text: string, driver: string, change = (lua: string): string => lua): Promise<{ stdout: string; stderr: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lexiscope-neovim-'));
  try {
    const [, lua] = /```lua\n([\s\S]*?)```/.exec(await readFile(path.join(root, 'docs/other-editors.md'), 'utf8')) ?? [];
    const configured = lua.replace('/path/to/lexiscope/dist/server.js', path.join(root, 'dist/server.js'));
    assert.notEqual(configured, lua);
    const file = path.join(folder, 'note.txt');
    await writeFile(path.join(folder, 'tiny.vec'), 'boat 1 0\nship 0.9 0.1\ntree 0 1\n');
    await writeFile(path.join(folder, 'init.lua'), `vim.cmd('filetype on')\n${change(configured).replaceAll('FOLDER', folder)}`);
    await writeFile(path.join(folder, 'driver.lua'), driver);
    await writeFile(file, text);
    const env = { ...process.env, HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder };
    return spawnSync('nvim', ['--headless', '-u', path.join(folder, 'init.lua'), '-c', `luafile ${path.join(folder, 'driver.lua')}`, file], { encoding: 'utf8', env, timeout: 90000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('Neovim', { skip: hasNeovim ? undefined : 'needs Neovim: install it (Debian: neovim)' }, () => {
  it('tells the language of a buffer with the configuration in docs/other-editors.md', async () => {
    const { stdout, stderr } = await runNeovim('Den gamla båten låg kvar vid bryggan hela vintern, och ingen visste längre vem den tillhörde.\n', driverOf('DetectLanguage'));
    assert.match(stdout, /^sv \(certain, \d+ %\)$/m, stderr);
  });

  it('tells how a buffer feels, and says so when it is in a language that the model does not read', async () => {
    const english = await runNeovim('This was a wonderful evening, and everyone was kind and helpful. I loved every minute of it.\n', driverOf('AnalyzeSentiment'));
    assert.match(english.stdout, /^positive \((?:un)?certain, \d+ %\)$/m, english.stderr);
    const swedish = await runNeovim('Den gamla båten låg kvar vid bryggan hela vintern, och ingen visste längre vem den tillhörde.\n', driverOf('AnalyzeSentiment'));
    assert.match(swedish.stdout, /other-language, 0 %/, swedish.stderr);
  });

  it('shows the words near the word under the cursor, of the space that its settings name', async () => {
    const settings = "init_options = { settings = { vectors = { spaces = { 'FOLDER/tiny.vec' }, space = 'FOLDER/tiny.vec' } } }";
    const { stdout, stderr } = await runNeovim('The old boats lie at the pier.\n', hoverDriver, (lua) => lua.replace(/init_options = \{[^\n]*\}/, settings));
    assert.match(stdout, /boats[^]*taken as[^]*boat[^]*rank 1 of 3[^]*ship +█+[▏▎▍▌▋▊▉]? +0\.99/, stderr);
  });
});
