type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PERSON = 'tuxedo.person.';
/** Drafts of before they were kept under their person's id: nobody knows whose they are. */
const NOBODYS = 'tuxedo.draft.';
/** A path of the browser that this page may not use, as with cookies forbidden, keeps nothing and breaks nothing. */
const nowhere: Store = { getItem: () => null, setItem: () => {}, removeItem: () => {}, key: () => null, length: 0 };

const keyOf = (userId: string, name: string): string => `${PERSON}${userId}.${name}`;
const keysIn = (store: Store): string[] => Array.from({ length: store.length }, (_, index) => store.key(index) ?? '');

/**
 * All that is kept in the browser, and the only place that touches it. What a person writes is kept under their id, in their
 * tab, and goes when they do. Two things stay: how the page looks, which is the browser's own, and what was seen of each
 * person's audit log. That is numbers and hashes alone, and a server that ends a session must not make it forgotten.
 */
export class BrowserStorage {
  constructor(
    private readonly tab: Store,
    /** Of this browser, whoever uses it. */
    readonly device: Store,
  ) {}

  read(userId: string, name: string): string {
    return this.tab.getItem(keyOf(userId, name)) ?? '';
  }

  write(userId: string, name: string, text: string): void {
    if (text) this.tab.setItem(keyOf(userId, name), text);
    else this.tab.removeItem(keyOf(userId, name));
  }

  /** Everything that people have left, but for the one who is there now. */
  forgetPeople(present: string | null): void {
    const stays = present === null ? null : keyOf(present, '');
    for (const store of [this.tab, this.device])
      for (const key of keysIn(store)) {
        const isPersonal = key.startsWith(PERSON) || key.startsWith(NOBODYS);
        if (isPersonal && !(stays && key.startsWith(stays))) store.removeItem(key);
      }
  }
}

const opened = (open: () => Store): Store => {
  try {
    return open();
  } catch {
    return nowhere;
  }
};

export const browserStorage = new BrowserStorage(
  opened(() => sessionStorage),
  opened(() => localStorage),
);
