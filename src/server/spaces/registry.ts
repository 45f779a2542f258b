import { readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LexiscopeError } from '../../base/errors.ts';
import type { SpaceFacts, SpaceInfo, SpaceOrigin, SpaceShape } from '../../protocol/spaces.ts';

interface Entry {
  readonly id: string;
  readonly file: string;
  readonly origin: SpaceOrigin;
  readonly language: string | null;
  shape: SpaceShape | null;
  facts: SpaceFacts | null;
  error: string | null;
}

const shippedName = /^vectors-([a-z]{2,3})\.lxv$/;

/** Which spaces there are: those in the models folder, those named in the settings, and those loaded by command. Holds no vectors. */
export class SpaceRegistry {
  readonly #entries = new Map<string, Entry>();

  /** @param modelsFolder where the shipped spaces lie, as vectors-<language>.lxv */
  constructor(modelsFolder: string) {
    let names: string[] = [];
    try {
      names = readdirSync(modelsFolder);
    } catch {
      // An installation without models: files can still be loaded.
    }
    // English first: it is the one chosen where nothing else decides.
    for (const name of names.sort((a, b) => Number(b === 'vectors-en.lxv') - Number(a === 'vectors-en.lxv') || a.localeCompare(b))) {
      const language = shippedName.exec(name)?.[1];
      if (language !== undefined) this.#put(language, path.join(modelsFolder, name), 'shipped', language);
    }
  }

  /** The files that the settings name; those of earlier settings go. @returns whether anything changed */
  setConfigured(files: readonly string[], workspaceFolder: string | undefined): boolean {
    const wanted = new Set(files.filter((file) => file.trim() !== '').map((file) => absoluteFile(file.trim(), workspaceFolder)));
    let changed = false;
    for (const { id, origin } of [...this.#entries.values()]) {
      if (origin === 'settings' && !wanted.has(id)) changed = this.#entries.delete(id);
    }
    for (const file of wanted) {
      if (this.#entries.has(file)) continue;
      this.#put(file, file, 'settings', null);
      changed = true;
    }
    return changed;
  }

  /** The entry of a file that is loaded by command. */
  add(file: string): string {
    const absolute = path.resolve(file);
    const known = [...this.#entries.values()].find((entry) => entry.file === absolute);
    return (known ?? this.#put(absolute, absolute, 'loaded', null)).id;
  }

  /** Forgets a space that was loaded by command; others stay in the list, unloaded. */
  remove(id: string): void {
    const entry = this.get(id);
    entry.facts = entry.error = null;
    if (entry.origin === 'loaded') this.#entries.delete(entry.id);
  }

  /** @param id an ID, or the path of a file that is in the registry @throws LexiscopeError `not-found` */
  get(id: string, workspaceFolder?: string): Entry {
    const entry = this.#entries.get(id) ?? this.#entries.get(absoluteFile(id, workspaceFolder));
    if (entry) return entry;
    throw new LexiscopeError('not-found', `there is no vector space ${JSON.stringify(id)}; there are ${[...this.#entries.keys()].join(', ') || 'none'}`, {
      hint: 'Load the file first, or name it in the setting lexiscope.vectors.spaces.',
    });
  }

  /** What reading a space told. */
  told(id: string, outcome: { readonly facts: SpaceFacts } | { readonly error: string }): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.facts = 'facts' in outcome ? outcome.facts : null;
    if (entry.facts) entry.shape = { rows: entry.facts.rows, dimensions: entry.facts.dimensions };
    entry.error = 'error' in outcome ? outcome.error : null;
  }

  /** The entries whose shape is not known, to be filled in. */
  shapeless(): readonly { readonly file: string; shape: SpaceShape | null }[] {
    return [...this.#entries.values()].filter(({ shape, error }) => shape === null && error === null);
  }

  /** The shipped spaces, by language. */
  shipped(): readonly { readonly id: string; readonly file: string; readonly language: string }[] {
    return [...this.#entries.values()].flatMap(({ id, file, origin, language }) => (origin === 'shipped' && language !== null ? [{ id, file, language }] : []));
  }

  list(): SpaceInfo[] {
    return [...this.#entries.keys()].map((id) => this.info(id));
  }

  info(id: string): SpaceInfo {
    const { file, origin, language, shape, facts, error } = this.get(id);
    return { id, name: nameOf(file, language, origin), file, origin, language, bytes: sizeOf(file), shape, loaded: facts, error };
  }

  #put(id: string, file: string, origin: SpaceOrigin, language: string | null): Entry {
    const entry: Entry = { id, file, origin, language, shape: null, facts: null, error: null };
    this.#entries.set(id, entry);
    return entry;
  }
}

/** A path as people write it in settings: of the home folder with ~, else relative to the workspace. */
function absoluteFile(file: string, workspaceFolder: string | undefined): string {
  if (file === '~' || /^~[\\/]/.test(file)) return path.join(os.homedir(), file.slice(1));
  return path.resolve(workspaceFolder ?? '', file.replace('${workspaceFolder}', workspaceFolder ?? ''));
}

function nameOf(file: string, language: string | null, origin: SpaceOrigin): string {
  return origin === 'shipped' && language !== null ? (new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language) : path.basename(file);
}

function sizeOf(file: string): number | null {
  try {
    return statSync(file).size;
  } catch {
    return null;
  }
}
