import { describe, expect, it } from 'vitest';
import { decodeAll, OTHER, SAMPLES, USDC } from '../../../test/support/app/operation-samples.js';
import { ActorKind } from '../../kernel/actor.js';
import { assembleFacts, type FactRows } from '../../rulebook/assemble-facts.js';
import type { RuleInput, TransactionFacts } from '../../rulebook/facts/policy.js';
import { readDecision, type StoredDecision, storeDecision } from './stored-decision.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const none: FactRows = {
  network: 'LOCAL',
  actor: ActorKind.AGENT,
  apiKeyId: null,
  provenance: null,
  ownAddresses: [],
  contacts: [],
  payees: [],
  unasked: { strangersUsd: 0n, received: new Map() },
  frozen: { user: false, agent: false, account: false },
  signatures: null,
  now: NOW,
};
const stored = (facts: TransactionFacts, change: Partial<RuleInput> = {}): StoredDecision => {
  const usages = { ROLLING: new Map([[USDC, 7n]]), CALENDAR_DAY: new Map() };
  const rest = { at: NOW, agentCalls: 0, strangersUsd: 0n, apiKey: null, ...change };
  return storeDecision('ALLOW', { facts, prices: new Map(), usages, ...rest });
};
const paid = decodeAll([SAMPLES.payment]);

describe('a stored decision', () => {
  it('keeps nothing of what is not so, byte for byte as before', () => {
    expect(JSON.stringify(stored(assembleFacts(paid, none)))).toBe(
      `{"decision":"ALLOW","facts":{"network":"LOCAL","actor":"AGENT","claims":[],"unknownTrusts":[],"controlChanges":[],"unsized":[],"memo":"","amountTyped":true,"userFrozen":false,"agentFrozen":false,"accountFrozen":false,"destinations":[{"address":"${OTHER}","payee":"${OTHER}","inContacts":false,"paidBefore":false,"typedByPerson":false}],"outflows":[{"asset":"${USDC}","amount":"5","fee":"0"},{"asset":"XLM","amount":"0.00001","fee":"0.00001"}],"trades":[],"burns":[],"fee":{"bid":"0.00001","resources":"0"}},"prices":{},"usage":{"ROLLING":{"${USDC}":"7"},"CALENDAR_DAY":{}},"at":"2026-11-22T12:00:00.000Z","agentCalls":0}`,
    );
  });

  it('keeps what is so in the place where it stood before', () => {
    const contact = {
      name: 'Shop',
      address: OTHER,
      memo: { type: 'ID' as const, value: '7' },
      knownFrom: new Date(NOW.getTime() + 1),
    };
    const rows = { ...none, apiKeyId: 'api_1', contacts: [contact], signatures: { missing: null, warnings: ['Bob.'] } };
    const { facts } = stored(assembleFacts(paid, rows));
    expect(Object.keys(facts).slice(0, 4)).toEqual(['network', 'actor', 'apiKeyId', 'claims']);
    expect(Object.keys(facts).slice(-6, -4)).toEqual(['signatures', 'destinations']);
    expect(JSON.stringify(facts.destinations)).toBe(
      `[{"address":"${OTHER}","payee":"${OTHER}","inContacts":true,"newContact":true,"otherMemo":{"contacts":["Shop has memo 7 (id)"],"payment":"no memo"},"paidBefore":false,"typedByPerson":false}]`,
    );
  });

  it('gives back all the facts of every operation, but what a payee may get', () => {
    for (const operation of Object.values(SAMPLES)) {
      const facts = assembleFacts(decodeAll([operation]), { ...none, apiKeyId: 'api_1' });
      const destinations = facts.destinations.map((one) => ({ ...one, receives: [] }));
      const read = readDecision(JSON.parse(JSON.stringify(stored(facts, { strangersUsd: 3n }))), 'ROLLING');
      expect(read).toMatchObject({ strangersUsd: 3n, apiKey: null, usage: new Map([[USDC, 7n]]) });
      expect(read.facts).toEqual({ ...facts, destinations });
    }
  });

  it('of before tells the whole fee alone, and nothing of what nobody looked at then', () => {
    const {
      fee: _fee,
      memo: _memo,
      trades: _trades,
      claims: _claims,
      burns: _burns,
      ...rest
    } = stored(assembleFacts(paid, none)).facts;
    const destinations = rest.destinations.map(({ payee: _, ...one }) => one);
    const { facts } = readDecision(
      { ...stored(assembleFacts(paid, none)), facts: { ...rest, destinations } },
      'ROLLING',
    );
    expect(facts).toMatchObject({ fee: { bid: 100n, resources: 0n }, memo: '', trades: [], claims: [], burns: [] });
    expect(facts.destinations).toMatchObject([{ address: OTHER, payee: OTHER, newContact: false, otherMemo: null }]);
  });
});
