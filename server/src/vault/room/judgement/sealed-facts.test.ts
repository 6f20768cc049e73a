import { MuxedAccount, Account as SdkAccount } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeAll, OTHER, SAMPLES, THIRD, USDC } from '../../../../test/support/app/operation-samples.js';
import { ActorKind } from '../../../kernel/actor.js';
import { assembleFacts } from '../../../rulebook/assemble-facts.js';
import { MemoType } from '../../../rulebook/facts/memo.js';
import type { StoredProvenance } from '../../../rulebook/provenance.js';
import { accountRecord, contactRecord, payeeRecord, proposalRecord } from '../../../rulebook/sealed-rows.js';
import { emptyState } from '../../contract/person-state.js';
import type { Grounds, SealedRecord } from '../../contract/vault.js';
import { sealedFacts } from './sealed-facts.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const ME = { userId: 'usr_a', network: 'LOCAL' as const };
const ADDRESSES = [OTHER, THIRD, new MuxedAccount(new SdkAccount(OTHER, '0'), '7').accountId()];
const decoded = decodeAll([SAMPLES.payment, SAMPLES.createAccount, SAMPLES.pathPaymentStrictSend]);

const address = fc.constantFrom(...ADDRESSES);
const contact = fc.record({
  id: fc.string(),
  name: fc.string(),
  address,
  memo: fc.option(fc.record({ type: fc.constantFrom(MemoType.TEXT, MemoType.ID), value: fc.constantFrom('1', '7') })),
  knownFrom: fc.constantFrom(null, at(-1), at(0), at(1)),
});
const payee = fc.record({
  address,
  memo: fc.constantFrom('', 'ID:7'),
  approved: fc.constantFrom({}, { [USDC]: '50' }),
});
const provenance: fc.Arbitrary<StoredProvenance | null> = fc.option(
  fc.record({
    destinations: fc.array(
      fc.record({ address, origin: fc.constantFrom('USER' as const, 'TOOL' as const), typed: fc.boolean() }),
    ),
    amount: fc.constantFrom('USER' as const, 'TOOL' as const, null),
  }),
);
const world = fc.record({
  contacts: fc.array(contact, { maxLength: 4 }),
  payees: fc.array(payee, { maxLength: 3 }),
  own: fc.subarray([OTHER, THIRD]),
  provenance,
  apiKeyId: fc.option(fc.constant('api_1')),
  frozen: fc.record({ user: fc.boolean(), agent: fc.boolean(), account: fc.boolean() }),
  received: fc.constantFrom('0', '450000000', '500000000'),
});

it('the vault has of sealed rows the facts that the plain rows give, and no fact from a row without a seal', () => {
  fc.assert(
    fc.property(world, ({ contacts, payees, own, provenance, apiKeyId, frozen, received }) => {
      const got = [{ payee: OTHER, asset: USDC, amount: received }];
      const records: SealedRecord[] = [
        ...contacts.map(({ memo, ...row }) =>
          contactRecord({ ...ME, ...row, memo: memo?.value, memoType: memo?.type }),
        ),
        ...payees.map((row) => payeeRecord({ ...ME, ...row })),
        ...own.map((address) => accountRecord({ ...ME, id: 'acc', address })),
      ];
      const forged = ADDRESSES.map((address) => accountRecord({ ...ME, id: 'acc', address }));
      const foreign = ADDRESSES.map((address) =>
        accountRecord({ userId: 'usr_b', network: 'LOCAL', id: 'acc', address }),
      );
      const known = [
        ...[...records, ...foreign].map((record) => ({ record, mac: 'sealed' })),
        ...forged.map((record) => ({ record, mac: 'forged' })),
      ];
      const unasked = { strangersUsd: '0', received: got };
      const spend = { transactionId: 'txn_0', hashes: [], network: 'LOCAL', source: 'G', sequence: '1', outflows: [] };
      const times = { at: at(-1000).toISOString(), validUntil: NOW.toISOString() };
      const state = {
        ...emptyState(ME.userId),
        spends: [{ ...spend, ...times, unasked, state: 'SPENT' as const, bumped: false }],
      };
      const proposal = proposalRecord({
        ...ME,
        id: 'txn_1',
        accountId: 'acc',
        intent: '',
        proposedBy: ActorKind.AGENT,
        provenance,
        apiKeyId,
      });
      const isSealed = ({ mac }: { mac?: string | null | undefined }): boolean => mac === 'sealed';
      const grounds = { known, frozen } as unknown as Grounds;
      expect(sealedFacts({ grounds, state, now: NOW, isSealed }, proposal, decoded)).toEqual(
        assembleFacts(decoded, {
          network: 'LOCAL',
          actor: ActorKind.AGENT,
          apiKeyId,
          provenance,
          frozen,
          signatures: null,
          now: NOW,
          ownAddresses: own,
          contacts,
          payees: payees.map(({ address, memo, approved }) => ({ address, memoKey: memo, approved })),
          unasked: { strangersUsd: 0n, received: new Map([[`${OTHER} ${USDC}`, BigInt(received)]]) },
        }),
      );
    }),
  );
});
