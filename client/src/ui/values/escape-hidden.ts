/** Control, formatting (bidirectional, zero-width), line-separator and private characters, and letters that draw nothing. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u2800]|\u034F|\u115F|\u1160|\u17B4|\u17B5|\u3164|\uFFA0/gu;
const LAYOUT = new Set(['\n', '\t']);

const escaped = (character: string): string =>
  `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;

/** Shows characters that could reorder or hide text, so that a name or memo reads as what it is. */
export const escapeHidden = (text: string): string => text.replace(HIDDEN, escaped);

/** The same for longer text, where line breaks and tabs are harmless. */
export const escapeHiddenInText = (text: string): string =>
  text.replace(HIDDEN, (character) => (LAYOUT.has(character) ? character : escaped(character)));
