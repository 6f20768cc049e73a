import { expect, it } from 'vitest';
import { HOUR_MS } from '../../../kernel/durations.js';
import { newId, timeOf } from '../../../kernel/ids.js';
import { emptyState, type Spend } from '../../contract/person-state.js';
import { agentSignatures } from './agent-signatures.js';

const spend = (transactionId: string, change: Partial<Spend> = {}): Spend => ({
  transactionId,
  hashes: [],
  network: 'LOCAL',
  source: 'G',
  sequence: '1',
  outflows: [],
  byAgent: true,
  at: new Date(0).toISOString(),
  validUntil: new Date(0).toISOString(),
  state: 'OPEN',
  bumped: false,
  ...change,
});
const counted = (spends: Spend[], id: string, now: Date, apiKeyId?: string) =>
  agentSignatures({ ...emptyState('usr_a'), spends }, { id, ...(apiKeyId && { apiKeyId }) }, now);

it('an id tells when it was made', () => {
  const before = Date.now();
  expect(timeOf(newId('txn'))).toBeGreaterThanOrEqual(before);
  expect(timeOf(newId('txn'))).toBeLessThanOrEqual(Date.now());
  for (const none of ['', 'txn_', 'txn_01k', 'a payment of the ledger']) expect(timeOf(none)).toBeNaN();
});

it('counts what the agent proposed before this within an hour, whenever it was signed, and nothing else', () => {
  const [first, second, third] = [newId('txn'), newId('txn'), newId('txn')];
  const made = timeOf(first);
  const spends = [spend(first), spend(second), spend(second.replace('txn', 'xxx')), spend('')];
  expect(counted(spends, third, new Date(made + 1))).toBe(2);
  expect(counted(spends, second, new Date(made + 1))).toBe(1);
  expect(counted([spend(first, { byAgent: undefined as never })], third, new Date(made + 1))).toBe(0);
  expect(counted([spend(first)], third, new Date(made + HOUR_MS - 1))).toBe(1);
  expect(counted([spend(first, { at: new Date(made + HOUR_MS).toISOString() })], third, new Date(made + HOUR_MS))).toBe(
    0,
  );
});

it('counts for a key what came by that key, directly or through the agent, and never for the agent of its person', () => {
  const [own, ofKey, byKey, ofOther, next] = Array.from({ length: 5 }, () => newId('txn'));
  const now = new Date(timeOf(next!) + 1);
  const direct = { byAgent: undefined as never };
  const spends = [
    spend(own!),
    spend(ofKey!, { ...direct, apiKeyId: 'api_a' }),
    spend(byKey!, { apiKeyId: 'api_a' }),
    spend(ofOther!, { ...direct, apiKeyId: 'api_b' }),
  ];
  expect(counted(spends, next!, now, 'api_a')).toBe(2);
  expect(counted(spends, next!, now, 'api_b')).toBe(1);
  expect(counted(spends, next!, now)).toBe(1);
});
