/** Control, formatting (bidirectional, zero-width), line-separator and private characters, and letters that draw nothing. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u2800]|\u034F|\u115F|\u1160|\u17B4|\u17B5|\u3164|\uFFA0/gu;

/** Text of a stranger as a person may see it: whatever could hide or turn round a part of it is written out. */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (character) => `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`);

/** Bytes as visible text; as hexadecimal digits where they are no text. */
export const visibleBytes = (bytes: Uint8Array): string => {
  try {
    return visible(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // Bytes that are no UTF-8 would all look alike as replacement characters.
    return `0x${Buffer.from(bytes).toString('hex')}`;
  }
};
