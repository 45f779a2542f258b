import { type Implementation, type Methods, Rpc, type RpcOptions } from '../../src/protocol/rpc.ts';

/** What VS Code gives a webview's script, once. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): WebviewApi;

/** The page's end of the connection to the extension host. */
export interface Host<Local extends Methods<Local>, Remote extends Methods<Remote>> {
  readonly rpc: Rpc<Local, Remote>;
  /** What `setState` kept when the page was last hidden or the window reloaded: check it like any input. */
  getState(): unknown;
  setState(state: unknown): void;
}

/** Connects the page; call it once. */
export function connectHost<Local extends Methods<Local>, Remote extends Methods<Remote>>(implementation: Implementation<Local>, options: RpcOptions<Local> = {}): Host<Local, Remote> {
  const api = acquireVsCodeApi();
  const rpc = new Rpc<Local, Remote>(
    {
      post: (message) => api.postMessage(message),
      onMessage: (listener) => window.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data)),
    },
    implementation,
    options,
  );
  return { rpc, getState: () => api.getState(), setState: (state) => api.setState(state) };
}
