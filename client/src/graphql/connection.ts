import { useSyncExternalStore } from 'react';

export type Connection = { state: 'connecting' | 'open' | 'lost'; since: number; epoch: number };

/** Whether what is on the screen is live. `epoch` rises with each return, so that readers know to ask again. */
export class ConnectionStore {
  private current: Connection = { state: 'connecting', since: Date.now(), epoch: 0 };
  private readonly listeners = new Set<() => void>();

  opened(): void {
    if (this.current.state === 'open') return;
    const returned = this.current.state === 'lost';
    this.set({ state: 'open', since: Date.now(), epoch: this.current.epoch + (returned ? 1 : 0) });
  }

  lost(): void {
    if (this.current.state === 'lost') return;
    this.set({ ...this.current, state: 'lost', since: Date.now() });
  }

  read = (): Connection => this.current;

  listen = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(next: Connection): void {
    this.current = next;
    for (const listener of this.listeners) listener();
  }
}

export const connection = new ConnectionStore();

export const useConnection = (): Connection =>
  useSyncExternalStore(connection.listen, connection.read, connection.read);
