import { newId } from '../../../src/kernel/ids.js';
import { passphraseOf } from '../../../src/kernel/networks.js';
import type { Account } from '../../../src/money/accounts/records/account.entity.js';
import { paymentIntent } from '../../../src/money/drafts/draft-intents.js';
import { envelopeFor } from '../../../src/rulebook/intent.js';
import type { Grounds, SignRequest, Vault } from '../../../src/vault/contract/vault.js';
import { COFFEE, USDC } from '../app/money-case.js';

export type Attack = {
  asset?: string;
  amount?: bigint;
  feeMax?: bigint;
  id?: string;
  grounds?: Partial<Grounds>;
  sequence?: bigint;
  /** Something else than a payment. */
  intent?: string;
  proposal?: { proposedBy?: string; apiKeyId?: string; provenance?: object };
};

const frameOf = ({ address }: Account, feeMax = 100n) => ({
  source: address,
  passphrase: passphraseOf('LOCAL'),
  feeMax,
  memo: null,
});
const paymentOf = (account: Account, { asset = 'XLM', amount = 90n * 10_000_000n, feeMax }: Attack): string =>
  paymentIntent(frameOf(account, feeMax), { destination: COFFEE, asset, amount, memo: null, opensAccount: false });

/** Quotes for far more than is ever paid here. */
const bestQuotes = async (vault: Vault): Promise<Grounds['prices']> => {
  const outflows = ['XLM', USDC].map((asset) => ({ asset, amount: `${10n ** 15n}` }));
  return (await vault.quotePrices({ network: 'LOCAL', outflows })).flatMap(({ row }) => row ?? []);
};

/** A payment that the attacker made up, sealed by the vault on the word of the server, with the best of grounds. */
export const forgePayment = async (vault: Vault, account: Account, attack: Attack & { sequence: bigint }) => {
  const { userId, id: accountId, holder, sealed } = account;
  const intent = attack.intent ?? paymentOf(account, attack);
  const record = {
    kind: 'proposal' as const,
    id: attack.id ?? newId('txn'),
    userId,
    accountId,
    network: 'LOCAL',
    intent,
    proposedBy: 'PERSON',
    instruction: null,
    ...attack.proposal,
  };
  const request: SignRequest = {
    binding: { userId, accountId, network: 'LOCAL', holder },
    sealed,
    envelope: envelopeFor(intent, attack.sequence, new Date(Date.now() + 60_000)),
    authority: { kind: 'POLICY', policyVersion: 1 },
    grounds: {
      proposal: { record, mac: await vault.seal(record) },
      policies: { own: null, account: null },
      known: [],
      apiKey: null,
      prices: attack.grounds?.prices ?? (await bestQuotes(vault)),
      frozen: { user: false, agent: false, account: false },
      agentCalls: 0,
      state: null,
      ...attack.grounds,
    },
  };
  return request;
};
