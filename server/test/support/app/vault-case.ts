import { Account, Asset, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk/base';
import type { ConsentFields } from '../../../src/rulebook/consent-text.js';
import { consentDigest, renderConsent } from '../../../src/rulebook/consent-text.js';
import { intentOf } from '../../../src/rulebook/intent.js';
import type { Grounds, KeyBinding, SealedKey, SignRequest } from '../../../src/vault/contract/vault.js';
import { EmbeddedVault, type VaultOptions } from '../../../src/vault/room/embedded-vault.js';
import { MAX_VALIDITY_SECONDS } from '../../../src/vault/room/judgement/signing-rules.js';
import { type EnrolledPasskey, enrolPasskey } from '../people/pinned-passkey.js';
import type { Overrides } from '../people/soft-authenticator.js';

export const PARTY = { rpId: 'localhost', origin: 'http://localhost:4000' };
export const PASSPHRASES = { LOCAL: 'Local ; tests', TESTNET: 'Test ; tests' };
export const NOW = new Date('2026-11-22T12:00:00Z');
export const PERSON: KeyBinding = { userId: 'usr_a', accountId: 'acc_a', network: 'LOCAL', holder: 'PASSKEY' };

/** A judge who allows everything, for what the vault refuses whatever the policy says; a ledger on which nothing is, and no price. */
export const LENIENT: Pick<VaultOptions, 'judge' | 'policyJudge' | 'ledger' | 'quoter'> = {
  judge: {
    judge: ({ envelope }) => ({
      decision: 'ALLOW',
      problem: null,
      policyVersion: 1,
      outflows: [],
      prices: [],
      apiKeyId: null,
      byAgent: false,
      engine: 'test-engine',
      rules: [],
      transactionId: envelope,
    }),
  },
  policyJudge: { changes: () => [] },
  ledger: {
    find: async () => null,
    fate: async () => ({ kind: 'OPEN', isOver: false }),
    closedAt: async () => NOW,
    sentSince: async () => [],
    control: async () => null,
  },
  quoter: { quote: async () => ({ price: null, problem: 'Nobody knows prices here.' }) },
};
export const NO_EVIDENCE: Grounds = {
  proposal: { record: { kind: 'proposal' }, mac: null },
  policies: { own: null, account: null },
  known: [],
  prices: [],
  frozen: { user: false, agent: false, account: false },
  agentCalls: 0,
  apiKey: null,
  state: null,
};

export const makeVault = (masterKey = new Uint8Array(32).fill(7)): EmbeddedVault =>
  new EmbeddedVault(masterKey, { ...PARTY, ...LENIENT, networkPassphrases: PASSPHRASES, now: () => NOW });

/** An unsigned payment out of `source` that ends within the vault's limit unless told otherwise. */
export const payment = (
  source: string,
  { amount = '5', maxTime = NOW.getTime() / 1000 + MAX_VALIDITY_SECONDS, sequence = '7' } = {},
): string =>
  new TransactionBuilder(new Account(source, sequence), {
    fee: '100',
    networkPassphrase: PASSPHRASES.LOCAL,
    timebounds: { minTime: 0, maxTime },
  })
    .addOperation(Operation.payment({ destination: Keypair.random().publicKey(), asset: Asset.native(), amount }))
    .build()
    .toXdr();

/** One account with its sealed key and its person's passkey, and everything needed for a request to sign. */
export class VaultCase {
  readonly vault: EmbeddedVault;
  readonly binding: KeyBinding;
  readonly address: string;
  readonly sealed: SealedKey;
  readonly enrolled: EnrolledPasskey;

  private constructor(parts: {
    vault: EmbeddedVault;
    binding: KeyBinding;
    address: string;
    sealed: SealedKey;
    enrolled: EnrolledPasskey;
  }) {
    this.vault = parts.vault;
    this.binding = parts.binding;
    this.address = parts.address;
    this.sealed = parts.sealed;
    this.enrolled = parts.enrolled;
  }

  static async open(binding: KeyBinding = PERSON, vault = makeVault()): Promise<VaultCase> {
    const { address, sealed } = await vault.createKey(binding);
    const record = { kind: 'account' as const, ...binding, address };
    const accounts = [{ record, mac: await vault.seal(record) }];
    await vault.catchUp({ userId: binding.userId, accounts, state: null });
    const enrolled = await enrolPasskey(vault, binding.userId, PARTY);
    return new VaultCase({ vault, binding, address, sealed, enrolled });
  }

  byPolicy(change: Partial<SignRequest> = {}): SignRequest {
    const { binding, sealed } = this;
    return {
      binding,
      sealed,
      envelope: payment(this.address),
      authority: { kind: 'POLICY', policyVersion: 1 },
      grounds: NO_EVIDENCE,
      ...change,
    };
  }

  consent(envelope: string, change: Partial<ConsentFields> = {}): string {
    return renderConsent({
      approval: 'apr_a',
      user: this.binding.userId,
      account: `${this.binding.accountId} ${this.address}`,
      network: PASSPHRASES.LOCAL,
      transaction: intentOf(envelope),
      outflow: ['5.0000100 XLM'],
      price: ['XLM none'],
      policy: '1',
      expires: new Date(NOW.getTime() + 60_000).toISOString(),
      ...change,
    });
  }

  assertion(canonical: string, overrides: Overrides = {}, origin = PARTY.origin): Record<string, unknown> {
    const challenge = consentDigest(canonical).toString('base64url');
    return this.enrolled.authenticator.assert({ rpId: PARTY.rpId, challenge }, origin, overrides);
  }

  byConsent(fields: Partial<ConsentFields> = {}, overrides: Overrides = {}, origin = PARTY.origin): SignRequest {
    const envelope = payment(this.address);
    const canonical = this.consent(envelope, fields);
    const assertion = this.assertion(canonical, overrides, origin);
    const { passkey } = this.enrolled;
    return this.byPolicy({ envelope, authority: { kind: 'CONSENT', canonical, assertion, passkey } });
  }
}
