import { jsonHash } from '../../../src/platform/audit/audit-hash.js';
import { verifyText } from '../../../src/verify/cli.js';
import type { Receipt } from '../../../src/verify/receipts/receipt.shape.js';
import type { Expected } from '../../../src/verify/receipts/verify-receipt.js';
import type { Person, TestApp } from './test-app.js';

export const RECEIPT = 'query ($id: ID!) { receipt(id: $id) }';
export const receiptOf = async (app: TestApp, { actor }: Person, id: string): Promise<Receipt> =>
  (await app.as(actor, RECEIPT, { id })).receipt;

/** A forger's copy: changed, and with a digest that fits. */
export const forged = (receipt: Receipt, change: (copy: Receipt) => void): string => {
  const { digest: _old, ...copy } = structuredClone(receipt);
  change(copy as Receipt);
  return JSON.stringify({ ...copy, digest: jsonHash(copy) });
};
export const failures = async (text: string, expected: Expected = {}): Promise<string[]> =>
  (await verifyText(text, expected)).steps.filter(({ ok }) => !ok).map(({ name }) => name);

export type Path = (string | number)[];
/** Every place in a document that holds one value. */
export const leavesOf = (value: unknown, path: Path = []): Path[] => {
  if (value === null || typeof value !== 'object') return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.length === 0 ? [path] : entries.flatMap(([key, item]) => leavesOf(item, [...path, key]));
};
export const changedLeaf = (value: unknown, at: number): unknown => {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string' || value === '') return 'x';
  const index = at % value.length;
  return `${value.slice(0, index)}${value[index] === 'A' ? 'B' : 'A'}${value.slice(index + 1)}`;
};
export const setLeaf = (root: unknown, path: Path, change: (old: unknown) => unknown): void => {
  const holder = path.slice(0, -1).reduce((one, key) => (one as Record<string, unknown>)[key], root);
  const [key] = path.slice(-1);
  (holder as Record<string, unknown>)[key!] = change((holder as Record<string, unknown>)[key!]);
};
