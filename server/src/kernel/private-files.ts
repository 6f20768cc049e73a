import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const OTHERS = 0o077;

/** For the life of this process: what it makes, its user alone may open. */
export const keepFilesPrivate = (): void => void process.umask(OTHERS);

/** A path that others could open; `refused` where it stays so, and why. */
export type OpenedFile = { path: string; refused: string | null };

/** Makes the folder where it is missing, and closes it and all that lies in it to others. Says what was open. */
export const closeToOthers = (folder: string): OpenedFile[] => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return [folder, ...within(folder)].flatMap(close);
};

/** A file that is there for its user alone before anything is written into it, with what SQLite puts beside it. */
export const preparePrivateFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  for (const end of ['', '-wal', '-shm', '-journal']) close(`${path}${end}`);
};

/** What the operator has to know of it; null where nothing was open. */
export const openedText = (opened: readonly OpenedFile[]): string | null => {
  const stay = opened.filter(({ refused }) => refused !== null);
  const key = opened.find(({ path }) => basename(path) === 'master.key');
  const sentences = [
    ...(opened.length > stay.length ? [`Others could open ${named(opened)}: closed to them now.`] : []),
    ...(key ? [`${key.path} was among them: if others use this machine, take its keys for known (docs/keys.md).`] : []),
    ...stay.map(
      ({ path, refused }) => `Others may open ${path}, and it cannot be closed (${refused}). Give it to this user.`,
    ),
  ];
  return sentences.length > 0 ? sentences.join('\n') : null;
};

const named = (opened: readonly OpenedFile[]): string => {
  const [first] = opened;
  return opened.length === 1 ? first!.path : `${first!.path} and ${opened.length - 1} more`;
};

const within = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...within(path)] : [path];
  });

// What a link points to may be anywhere, and anybody's.
const close = (path: string): OpenedFile[] => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || found.isSymbolicLink() || (found.mode & OTHERS) === 0) return [];
  try {
    chmodSync(path, found.mode & 0o700);
    return [{ path, refused: null }];
  } catch (error) {
    return [{ path, refused: (error as NodeJS.ErrnoException).code ?? 'unknown' }];
  }
};
