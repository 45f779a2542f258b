import { type ExplorerHost, type ExplorerPage, type ExplorerView, explorerViewSchema } from '../../src/protocol/explorer.ts';
import type { ParamsOf, ResultOf } from '../../src/protocol/rpc.ts';
import { connectHost } from '../common/host.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: number) => void;
}

/** What components need of the host. */
export interface PageHost {
  call<K extends keyof ExplorerHost>(method: K, params: ParamsOf<ExplorerHost[K]>, options?: CallOptions): Promise<ResultOf<ExplorerHost[K]>>;
  getState(): unknown;
  setState(state: unknown): void;
}

export interface PageEvents {
  readonly onShow: (view: ExplorerView) => void;
  readonly onSpacesChanged: () => void;
}

export function connectPage({ onShow, onSpacesChanged }: PageEvents): PageHost {
  const host = connectHost<ExplorerPage, ExplorerHost>({ show: onShow, spacesChanged: onSpacesChanged }, { schemas: { show: explorerViewSchema } });
  return {
    getState: () => host.getState(),
    setState: (state) => host.setState(state),
    call: (method, params, options = {}) => host.rpc.call(method, params, options as object),
  };
}
