import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { ChunkOpener, ChunkSealer } from './chunk-cipher.js';

const key = new Uint8Array(randomBytes(32));
const header = Buffer.from('header\n');
const texts = ['one', 'two', 'three'];
const sealer = new ChunkSealer(key, header);
const chunks = texts.map((text, index) => sealer.seal(Buffer.from(text), index === 2));

const opened = (sealed: Uint8Array[], { isCut = false, with: theirs = key, head = header } = {}): string[] => {
  const opener = new ChunkOpener(theirs, head);
  return sealed.map((chunk, index) => opener.open(chunk, !isCut && index === sealed.length - 1).toString());
};

it('gives back what was sealed, in its order', () => {
  expect(opened(chunks)).toEqual(texts);
});

it('sees chunks that were left out, moved, repeated or added, even whole ones', () => {
  const [one, two, three] = chunks as [Buffer, Buffer, Buffer];
  for (const changed of [[one, two], [one], [two, three], [one, three], [two, one, three], [one, one, two, three]])
    expect(() => opened(changed)).toThrow(/damaged or cut off/);
  expect(() => opened([one, two, three, three])).toThrow(/damaged or cut off/);
  expect(() => opened(chunks, { isCut: true })).toThrow(/damaged or cut off/);
  expect(() => opened([Buffer.alloc(3)])).toThrow(/damaged or cut off/);
});

it('is bound to its key and to the header of its file', () => {
  expect(() => opened(chunks, { with: new Uint8Array(randomBytes(32)) })).toThrow(/damaged/);
  expect(() => opened(chunks, { head: Buffer.from('another\n') })).toThrow(/damaged/);
});
