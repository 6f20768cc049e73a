import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { BrowserStorage } from './browser-storage.js';

/** A store of the browser, with memory. */
const store = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    key: (index: number) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
    keys: () => [...kept.keys()],
  };
};

let [tab, device] = [store(), store()];
let storage: BrowserStorage;
beforeEach(() => {
  [tab, device] = [store(), store()];
  storage = new BrowserStorage(tab, device);
});

describe('what a person writes', () => {
  it('is theirs alone, in the same tab', () => {
    storage.write('usr_a', 'draft.new', 'pay my rent');
    expect(storage.read('usr_a', 'draft.new')).toBe('pay my rent');
    expect(storage.read('usr_b', 'draft.new')).toBe('');
    expect(storage.read('usr', 'a.draft.new')).toBe('');
    storage.write('usr_a', 'draft.new', '');
    expect(tab.keys()).toEqual([]);
  });

  it('goes when nobody is there, wherever it is, with what nobody knows the owner of', () => {
    for (const name of ['draft.new', 'draft.thr_1', 'draft.thr_2']) storage.write('usr_a', name, 'x');
    tab.setItem('tuxedo.draft.new', 'of before');
    device.setItem('tuxedo.person.usr_a.something', 'x');
    storage.forgetPeople(null);
    expect([tab.keys(), device.keys()]).toEqual([[], []]);
  });

  it('goes when somebody else comes, and stays where the same person does', () => {
    storage.write('usr_a', 'draft.new', 'of Ada');
    storage.write('usr_ab', 'draft.new', 'of another');
    storage.forgetPeople('usr_a');
    expect(tab.keys()).toEqual(['tuxedo.person.usr_a.draft.new']);
    storage.forgetPeople('usr_b');
    expect(tab.keys()).toEqual([]);
  });

  it('takes neither the theme nor what was seen of an audit log along', () => {
    device.setItem('tuxedo.theme', 'dark');
    device.setItem('tuxedo.audit.head.usr_a', '{}');
    tab.setItem('of another page', 'x');
    storage.forgetPeople(null);
    expect([device.keys(), tab.keys()]).toEqual([['tuxedo.theme', 'tuxedo.audit.head.usr_a'], ['of another page']]);
  });
});

it('one module touches what the browser keeps, and no other', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const KEEPS =
    /\b(sessionStorage|localStorage|indexedDB|cookieStore|caches)\b|document\.cookie|history\.(push|replace)State/;
  const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\.test\.tsx?$|generated/.test(file));
  expect(files.length).toBeGreaterThan(100);
  const touching = files.filter((file) => KEEPS.test(readFileSync(`${root}${file}`, 'utf8')));
  expect(touching).toEqual(['graphql/browser-storage.ts']);
});
