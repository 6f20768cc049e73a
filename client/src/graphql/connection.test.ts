import { describe, expect, it } from 'vitest';
import { ConnectionStore } from './connection.js';

describe('the connection', () => {
  it('begins a new epoch only when it comes back', () => {
    const store = new ConnectionStore();
    store.opened();
    expect(store.read()).toMatchObject({ state: 'open', epoch: 0 });
    store.lost();
    store.lost();
    expect(store.read()).toMatchObject({ state: 'lost', epoch: 0 });
    store.opened();
    expect(store.read()).toMatchObject({ state: 'open', epoch: 1 });
  });

  it('keeps the moment it was lost while attempts fail', () => {
    const store = new ConnectionStore();
    store.lost();
    const first = store.read();
    store.lost();
    expect(store.read()).toBe(first);
  });

  it('tells listeners of changes, and none after they left', () => {
    const store = new ConnectionStore();
    const heard: string[] = [];
    const leave = store.listen(() => heard.push(store.read().state));
    store.opened();
    leave();
    store.lost();
    expect(heard).toEqual(['open']);
  });
});
