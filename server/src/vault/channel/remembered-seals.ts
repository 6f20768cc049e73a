import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { MINUTE_MS } from '../../kernel/durations.js';
import type { SealedRow, Vault } from '../contract/vault.js';

const KEPT_MAX = 20_000;
/** Another server may have taken a row out of use, and its vault knows; this process asks again after so long. */
const KEPT_MS = MINUTE_MS;

type Checked = { until: number; good: Promise<boolean> };

/** Of the whole record and its seal, so that a row in which anything was changed is another one. */
export const sealName = ({ record, mac }: SealedRow): string =>
  createHash('sha256')
    .update(`${canonicalize(record)}\n${mac ?? ''}`)
    .digest('base64');

/**
 * A vault whose word for a seal is remembered in this process, so that somebody who is signed in does not have it asked for
 * with every request. Only a good seal is kept, and none when anything is taken out of use.
 */
export const rememberSeals = (vault: Vault, now: () => number = Date.now): Vault => {
  const checked = new Map<string, Checked>();

  const keep = (name: string, good: Promise<boolean>): Promise<boolean> => {
    const [oldest] = checked.keys();
    if (checked.size >= KEPT_MAX && oldest !== undefined) checked.delete(oldest);
    const entry = { until: now() + KEPT_MS, good };
    checked.set(name, entry);
    const forget = (): void => void (checked.get(name) === entry && checked.delete(name));
    good.then((isGood) => isGood || forget(), forget);
    return good;
  };
  const known = (name: string): Promise<boolean> | null => {
    const entry = checked.get(name);
    return entry && entry.until > now() ? entry.good : null;
  };

  return {
    ...vault,
    // One call for all that is not known; who asks for the same meanwhile waits for that one.
    checkSeals: async (rows) => {
      const named = rows.map((row) => ({ row, name: sealName(row) }));
      const unknown = named.filter(({ name }) => known(name) === null);
      const answer = unknown.length > 0 ? vault.checkSeals(unknown.map(({ row }) => row)) : Promise.resolve([]);
      const asked = new Map(
        unknown.map(({ name }, index) => [
          name,
          keep(
            name,
            answer.then((good) => good[index] === true),
          ),
        ]),
      );
      return Promise.all(named.map(({ name }) => asked.get(name) ?? known(name) ?? false));
    },
    endRecords: async (records) => {
      checked.clear();
      await vault.endRecords(records);
      // What was asked about before the vault knew.
      checked.clear();
    },
  };
};
