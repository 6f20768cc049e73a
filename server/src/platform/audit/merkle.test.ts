import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, rootFrom, treePath, treeRoot } from './merkle.js';

const leaves = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, index) => leafHash(createHash('sha256').update(String(index)).digest('hex')));

describe('the Merkle tree', () => {
  it('is the one of RFC 6962: its test vectors have these roots', () => {
    // The eight inputs that certificate transparency's own tests use.
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const nodes = inputs.map(leafHash);
    const roots = [1, 2, 3, 5, 8].map((size) => treeRoot(nodes.slice(0, size)).toString('hex'));
    expect(roots).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  it('has the root of its blocks, so that closed blocks need not be read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), (size) => {
        const all = leaves(size);
        const blocks = Array.from({ length: Math.ceil(size / 8) }, (_, i) => treeRoot(all.slice(i * 8, i * 8 + 8)));
        expect(treeRoot(blocks)).toEqual(treeRoot(all));
      }),
    );
  });

  it('proves each of its leaves, and no other leaf, place or size', () => {
    const sizes = fc.integer({ min: 1, max: 40 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
    fc.assert(
      fc.property(sizes, fc.nat(39), ([size, index], other) => {
        const all = leaves(size);
        const [root, path] = [treeRoot(all), treePath(all, index)];
        expect(rootFrom(all[index]!, index, size, path)).toEqual(root);
        expect(rootFrom(leafHash('ff'), index, size, path)).not.toEqual(root);
        if (other !== index && other < size) expect(rootFrom(all[index]!, other, size, path)).not.toEqual(root);
        expect(rootFrom(all[index]!, index, size, [...path, root])).not.toEqual(root);
        if (path.length > 0) expect(rootFrom(all[index]!, index, size, path.slice(1))).not.toEqual(root);
      }),
    );
  });
});
