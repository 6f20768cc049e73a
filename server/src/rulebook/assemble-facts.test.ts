import { Memo, MuxedAccount, Account as SdkAccount } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { decodeAll, OTHER, SAMPLES, THIRD, USDC } from '../../test/support/app/operation-samples.js';
import { ActorKind } from '../kernel/actor.js';
import { assembleFacts, type FactRows } from './assemble-facts.js';
import type { MemoType } from './facts/memo.js';
import type { DestinationFact, TransactionFacts } from './facts/policy.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const later = new Date(NOW.getTime() + 1000);
const rows = (change: Partial<FactRows> = {}): FactRows => ({
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
  ...change,
});
/** 5 USDC to OTHER. */
const paid = decodeAll([SAMPLES.payment]);
const customer = new MuxedAccount(new SdkAccount(OTHER, '0'), '7').accountId();
const contact = { name: 'Shop', address: OTHER, memo: null, knownFrom: null };
const tx5 = { address: OTHER, memoKey: '', approved: { [USDC]: '5' } };
const words = (origin: 'USER' | 'CONTACT', typed = false) => ({
  destinations: [{ address: OTHER, origin, typed }],
  amount: 'USER' as const,
});

type Optional<T> = { [Key in keyof T]-?: Record<never, never> extends Pick<T, Key> ? Key : never }[keyof T];

describe('the facts of a transaction', () => {
  it('have no field that somebody could leave out', () => {
    expectTypeOf<Optional<TransactionFacts>>().toEqualTypeOf<never>();
    expectTypeOf<Optional<DestinationFact>>().toEqualTypeOf<never>();
    expectTypeOf<Optional<FactRows>>().toEqualTypeOf<never>();
  });

  it('say of each operation what its bytes say, whatever the rows', () => {
    for (const operation of Object.values(SAMPLES)) {
      const decoded = decodeAll([operation]);
      const { outflows, fee, trades, claims, burns, unknownTrusts, controlChanges, unsized, destinations } = decoded;
      const facts = assembleFacts(decoded, rows());
      expect(facts).toMatchObject({ outflows, fee, trades, claims, burns, unknownTrusts, controlChanges, unsized });
      expect(facts.destinations.map(({ address }) => address)).toEqual(destinations);
    }
  });

  it.each<[string, Partial<FactRows>, Partial<TransactionFacts>]>([
    ['the key behind it', { apiKeyId: 'api_1' }, { apiKeyId: 'api_1' }],
    ['a stopped person', { frozen: { user: true, agent: false, account: false } }, { userFrozen: true }],
    ['a stopped agent', { frozen: { user: false, agent: true, account: false } }, { agentFrozen: true }],
    ['a stopped account', { frozen: { user: false, agent: false, account: true } }, { accountFrozen: true }],
    ['an amount that nobody named', { provenance: { destinations: [], amount: 'TOOL' } }, { amountTyped: false }],
    [
      'a signature that is missing',
      { signatures: { missing: 'Two.', warnings: [] } },
      { signatures: { missing: 'Two.', warnings: [] } },
    ],
  ])('tell of %s', (_what, change, expected) => {
    const plain = assembleFacts(paid, rows());
    expect(assembleFacts(paid, rows(change))).toEqual({ ...plain, ...expected });
    expect(plain).not.toMatchObject(expected);
  });

  it.each<[string, Partial<FactRows>, Partial<DestinationFact>]>([
    ['an own account', { ownAddresses: [OTHER] }, { inContacts: true }],
    ['a contact', { contacts: [contact] }, { inContacts: true }],
    ['a contact of today', { contacts: [{ ...contact, knownFrom: later }] }, { inContacts: true, newContact: true }],
    [
      'a contact of today whom the person named',
      { contacts: [{ ...contact, knownFrom: later }], provenance: words('USER') },
      { inContacts: true },
    ],
    ['a contact of yesterday', { contacts: [{ ...contact, knownFrom: NOW }] }, { inContacts: true }],
    [
      'another memo than the contact’s',
      { contacts: [{ ...contact, memo: { type: 'ID', value: '7' } }] },
      { inContacts: true, otherMemo: { contacts: ['Shop has memo 7 (id)'], payment: 'no memo' } },
    ],
    ['an address that the person typed', { provenance: words('USER', true) }, { typedByPerson: true }],
    ['somebody approved before', { payees: [tx5] }, { paidBefore: true }],
    ['somebody approved for less', { payees: [{ ...tx5, approved: { [USDC]: '4.9999999' } }] }, {}],
    ['somebody approved with a memo', { payees: [{ ...tx5, memoKey: 'ID:7' }] }, {}],
    ['a customer of it who was approved', { payees: [{ ...tx5, address: customer }] }, {}],
    [
      'somebody approved who got a stroop unasked since',
      { payees: [tx5], unasked: { strangersUsd: 0n, received: new Map([[`${OTHER} ${USDC}`, 1n]]) } },
      {},
    ],
  ])('tell a stranger from %s', (_what, change, expected) => {
    const [stranger] = assembleFacts(paid, rows()).destinations;
    const facts = { inContacts: false, newContact: false, otherMemo: null, paidBefore: false, typedByPerson: false };
    expect(stranger).toMatchObject({ address: OTHER, payee: OTHER, ...facts });
    expect(assembleFacts(paid, rows(change)).destinations).toEqual([{ ...stranger, ...expected }]);
  });

  it('do not change by a row of somebody else, in whatever order', () => {
    const memo = fc.option(fc.record({ type: fc.constant<MemoType>('ID'), value: fc.constantFrom('1', '2') }));
    const known = fc.array(
      fc.record({ name: fc.string(), address: fc.constant(OTHER), memo, knownFrom: fc.constantFrom(null, NOW, later) }),
      { maxLength: 3 },
    );
    const payees = fc.uniqueArray(fc.constantFrom(tx5, { ...tx5, memoKey: 'ID:1' }));
    const elsewhere = known.map((all) => all.map((one) => ({ ...one, address: THIRD })));
    fc.assert(
      fc.property(known, elsewhere, payees, fc.boolean(), (contacts, others, approved, hasMemo) => {
        const decoded = decodeAll([SAMPLES.payment], hasMemo ? { memo: Memo.id('1') } : {});
        const facts = assembleFacts(decoded, rows({ contacts, payees: approved }));
        const mixed = {
          contacts: [...others, ...contacts, ...others],
          payees: [{ ...tx5, address: THIRD }, ...approved.toReversed()],
          ownAddresses: [THIRD],
        };
        expect(assembleFacts(decoded, rows(mixed))).toEqual(facts);
      }),
    );
  });
});
