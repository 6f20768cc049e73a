import { MINUTE_MS } from './durations.js';

/** Hands a file to the browser to be saved. It never leaves this device. */
export const saveFile = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this; a minute is ample even for a slow disk.
  setTimeout(() => URL.revokeObjectURL(url), MINUTE_MS);
};
