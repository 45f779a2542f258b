import { connectHost } from '../common/host.ts';
import type { ParamsOf, ResultOf } from '../../src/protocol/rpc.ts';
import { type PanelView, type TrainingPanelHost, type TrainingPanelPage, panelViewSchema } from '../../src/protocol/trainingPanel.ts';
import type { TrainingChanged } from '../../src/protocol/training.ts';

/** What components need of the host: calls, and word of changes. */
export interface PanelHost {
  call<K extends keyof TrainingPanelHost>(method: K, params: ParamsOf<TrainingPanelHost[K]>, signal?: AbortSignal): Promise<ResultOf<TrainingPanelHost[K]>>;
  getState(): unknown;
  setState(state: unknown): void;
}

export interface PanelEvents {
  readonly onChanged: (changed: TrainingChanged) => void;
  readonly onShow: (view: PanelView) => void;
}

export function connectPanel({ onChanged, onShow }: PanelEvents): PanelHost {
  const host = connectHost<TrainingPanelPage, TrainingPanelHost>({ changed: onChanged, show: onShow }, { schemas: { show: panelViewSchema } });
  return { getState: () => host.getState(), setState: (state) => host.setState(state), call: (method, params, signal) => host.rpc.call(method, params, { signal }) };
}
