import { createHash } from 'node:crypto';

// A leaf and a node must never hash alike (RFC 6962, 2.1), or a node could be passed off as an entry.
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const leafHash = (entryHash: string): Buffer => sha256(LEAF, Buffer.from(entryHash, 'hex'));

const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** The size of the left half: the largest power of two below `size`. */
const leftOf = (size: number): number => {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
};

/**
 * The root over leaves in order (RFC 6962, 2.1). The roots of equal, aligned blocks of 2^n leaves, the last of which
 * may be shorter, have the same root as their leaves.
 */
export const treeRoot = (nodes: readonly Buffer[]): Buffer => {
  if (nodes.length < 2) return nodes[0] ?? sha256();
  const left = leftOf(nodes.length);
  return nodeHash(treeRoot(nodes.slice(0, left)), treeRoot(nodes.slice(left)));
};

/** The siblings on the way from one leaf to the root, the lowest first. */
export const treePath = (nodes: readonly Buffer[], index: number): Buffer[] => {
  if (nodes.length < 2) return [];
  const left = leftOf(nodes.length);
  const [own, other] =
    index < left
      ? [treePath(nodes.slice(0, left), index), nodes.slice(left)]
      : [treePath(nodes.slice(left), index - left), nodes.slice(0, left)];
  return [...own, treeRoot(other)];
};

/** The root that a leaf and its path lead to, null where the path does not fit a tree of this size. */
export const rootFrom = (leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer | null => {
  const sibling = path.at(-1);
  if (size === 1 || !sibling) return size === 1 && !sibling && index === 0 ? leaf : null;
  const [left, rest] = [leftOf(size), path.slice(0, -1)];
  const own = index < left ? rootFrom(leaf, index, left, rest) : rootFrom(leaf, index - left, size - left, rest);
  return own && (index < left ? nodeHash(own, sibling) : nodeHash(sibling, own));
};
