import { type DocumentNode, parse } from 'graphql';
import { expect, it } from 'vitest';
import { DocumentCache } from './document-cache.js';

const document: DocumentNode = parse('{ a }');

it('keeps a bounded number of documents, those used last', () => {
  const cache = new DocumentCache(2, 1_000);
  cache.set('a', document);
  cache.set('b', document);
  cache.get('a');
  cache.set('c', document);
  expect(['a', 'b', 'c'].map((text) => cache.get(text) !== undefined)).toEqual([true, false, true]);
});

it('keeps a bounded number of bytes', () => {
  const cache = new DocumentCache(100, 10);
  for (const text of ['aaaa', 'bbbb', 'cccc', 'x'.repeat(11)]) cache.set(text, document);
  expect(cache.size).toBe(2);
  expect(cache.get('aaaa')).toBeUndefined();
});
