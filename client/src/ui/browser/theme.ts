import { useSyncExternalStore } from 'react';
import { browserStorage } from '../../graphql/browser-storage.js';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'tuxedo.theme';
const listeners = new Set<() => void>();

const read = (): Theme => {
  const value = document.documentElement.dataset.theme;
  return value === 'light' || value === 'dark' ? value : 'system';
};

export const chooseTheme = (theme: Theme): void => {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
    browserStorage.device.removeItem(KEY);
  } else {
    document.documentElement.dataset.theme = theme;
    browserStorage.device.setItem(KEY, theme);
  }
  for (const listener of listeners) listener();
};

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTheme = (): Theme => useSyncExternalStore(listen, read);
