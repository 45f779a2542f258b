import type { QueryInput, RegistryMethods, SpaceQueries } from '../../protocol/spaces.ts';
import type { ResultOf } from '../../protocol/rpc.ts';
import type { RequestOptions, Server } from '../server.ts';

/** The server's answers about vector spaces, by the short names of the protocol. */
export class SpaceRequests {
  private readonly server: Server;

  constructor(server: Server) {
    this.server = server;
  }

  ask<K extends keyof SpaceQueries>(name: K, params: QueryInput<K>, options?: RequestOptions): Promise<ReturnType<SpaceQueries[K]>> {
    return this.server.request(`lexiscope/spaces/${name}`, params as never, options) as Promise<ReturnType<SpaceQueries[K]>>;
  }

  list(): Promise<ResultOf<RegistryMethods['list']>> {
    return this.server.request('lexiscope/spaces/list', {});
  }

  load(file: string, options: RequestOptions): Promise<ResultOf<RegistryMethods['load']>> {
    return this.server.request('lexiscope/spaces/load', { file }, options);
  }

  unload(space: string): Promise<ResultOf<RegistryMethods['unload']>> {
    return this.server.request('lexiscope/spaces/unload', { space });
  }

  /** Calls `listener` when the list has changed; does not start the server. */
  onChanged(listener: () => void): void {
    this.server.onNotification('lexiscope/spaces/changed', listener);
  }
}
