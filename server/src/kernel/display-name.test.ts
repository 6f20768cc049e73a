import { expect, it } from 'vitest';
import { displayName } from './display-name.js';

it.each([
  ['  Ada  ', 'Ada'],
  ['Zoë Łukasz 李', 'Zoë Łukasz 李'],
  ['👩‍💻 savings', '👩‍💻 savings'],
  ['😀'.repeat(80), '😀'.repeat(80)],
])('takes %j', (text, name) => expect(displayName(text, 'name')).toBe(name));

it.each([
  ['nothing', '', 'The name must have 1 to 80 characters.'],
  ['spaces only', ' \t ', 'The name must have 1 to 80 characters.'],
  ['81 characters', 'a'.repeat(81), 'The name must have 1 to 80 characters.'],
  ['a line break', 'a\nb', 'line breaks'],
  ['a null character', 'a\0b', 'control characters'],
  ['an escape sequence', 'a\u001b[31mb', 'control characters'],
  ['a line separator', 'a\u2028b', 'line breaks'],
  ['text turned round', 'a\u202egpj.exe', 'writing direction'],
  ['an isolate', 'a\u2066b', 'writing direction'],
  ['a mark of direction', 'a\u200fb', 'writing direction'],
  ['half a character', 'a\ud800', 'control characters'],
])('refuses %s with a sentence', (_what, text, sentence) => {
  expect(() => displayName(text, 'name')).toThrow(sentence);
});
