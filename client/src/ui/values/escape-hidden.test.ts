import { describe, expect, it } from 'vitest';
import { escapeHidden, escapeHiddenInText } from './escape-hidden.js';

const character = (code: number): string => String.fromCodePoint(code);

describe('text that somebody else chose', () => {
  it.each([
    ['right-to-left override', 0x202e],
    ['right-to-left isolate', 0x2067],
    ['zero-width space', 0x200b],
    ['zero-width joiner', 0x200d],
    ['soft hyphen', 0xad],
    ['byte order mark', 0xfeff],
    ['escape', 0x1b],
    ['line separator', 0x2028],
    ['Hangul filler', 0x3164],
    ['blank braille', 0x2800],
    ['tag letter', 0xe0041],
    ['private use', 0xe000],
  ])('spells out the %s', (_name, code) => {
    const shown = escapeHidden(`Acme${character(code)}Supplies`);
    expect(shown).toBe(`Acme[U+${code.toString(16).toUpperCase().padStart(4, '0')}]Supplies`);
  });

  it('leaves names of every script as they are', () => {
    for (const name of ['Acme Supplies', 'Kaffeehaus Süß', 'مقهى', '咖啡', 'Ωmega', '☕'])
      expect(escapeHidden(name)).toBe(name);
  });

  it('spells out line breaks in a name and keeps them in a text', () => {
    expect(escapeHidden('a\nb')).toBe('a[U+000A]b');
    expect(escapeHiddenInText('a\n\tb')).toBe('a\n\tb');
    expect(escapeHiddenInText(`a\n${character(0x202e)}b`)).toBe('a\n[U+202E]b');
  });
});
