export interface HostOptions {
  readonly vsix?: readonly string[];
  /** User settings, on top of those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Display language, as in `fr`. */
  readonly locale?: string;
  /** False: VS Code asks whether the workspace is trusted. */
  readonly trusted?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** A folder for the profile; left out, a fresh one in .vscode-test. */
  readonly profile?: string;
  readonly keepProfile?: boolean;
}

export interface Host {
  readonly port: number;
  /** The profile's folder: user/logs, extensions, server.log. */
  readonly folder: string;
  readonly pid: number;
  readonly exited: Promise<unknown>;
  readonly stop: () => Promise<void>;
  /** Installs a .vsix over what there is; the workbench sees it when it is loaded anew. */
  readonly install: (vsix: string) => void;
  /** Uninstalls the extension PUBLISHER.NAME. */
  readonly uninstall: (id: string) => void;
  /** The workbench's address, with a folder and, if given, a file opened in it. */
  readonly url: (workspace: string, file?: string) => string;
}

export function missingForHost(): string | undefined;
export function findChromium(): string | undefined;
export function isHostInstalled(): boolean;
export function ensureHost(report?: (line: string) => void): void;
export function startHost(options?: HostOptions): Promise<Host>;
