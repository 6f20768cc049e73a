import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { wipe } from '../../kernel/secret-text.js';
import type { CheckpointStatement } from '../../rulebook/checkpoint.js';
import type { PriceQuoter, PriceQuotesRequest, QuotedPrice } from '../../rulebook/facts/price-quote.js';
import { mismatch } from '../contract/refusals.js';
import type { RelyingParty } from '../contract/relying-party.js';
import type { KeyStatus, StoredKeyring } from '../contract/stored-keyring.js';
import type {
  Asserted,
  Authority,
  EndedRecord,
  FeeBumpRequest,
  FreezeRequest,
  ImportRequest,
  KeyBinding,
  OpenedKeyring,
  OpenKeyringRequest,
  OwnKind,
  PinRequest,
  PolicyChangeRequest,
  RewrapRequest,
  SealedKey,
  SealedRecord,
  SealedRow,
  Signed,
  SignRequest,
  UnfreezeRequest,
  Vault,
} from '../contract/vault.js';
import { addressOf, randomSecret, signWith } from './ciphers/ed25519.js';
import { assertAgreedPrices } from './judgement/agreed-prices.js';
import { freeze, unfreeze, withFreezes } from './judgement/change-freezes.js';
import { feeBumpOf } from './judgement/fee-bump.js';
import type { Judgement, JudgementRequest, PolicyJudge, SignatureJudge } from './judgement/judge.js';
import type { LedgerWitness } from './judgement/ledger-witness.js';
import { pinPasskey } from './judgement/pin-passkey.js';
import { assertNewest, versionsSeen } from './judgement/policy-seal.js';
import { sealQuotes } from './judgement/price-quotes.js';
import { sealPolicy } from './judgement/seal-policy.js';
import { raiseOver, spendOf, toRaise, withBump, withSpend } from './judgement/signed-spends.js';
import {
  agreedAddress,
  agreedApproval,
  assertAllowed,
  assertConsentCovers,
  assertStillCovers,
  needsNoPasskey,
  readEnvelope,
  type UnsignedEnvelope,
} from './judgement/signing-rules.js';
import { type Tools, toolsOf } from './judgement/vault-tools.js';
import { signedVerdict } from './judgement/verdict-key.js';
import type { LegacyKey } from './keys/fernet.js';
import { legacySeed } from './keys/legacy-seed.js';
import type { MasterKeys } from './keys/master-key.js';
import { notOpen, VaultKeys } from './keys/vault-keys.js';
import { type LastingMemory, passingMemory } from './memory/lasting-memory.js';
import type { AssertionCheck } from './seals/passkey-verifier.js';
import { SignerKeys } from './signers/signer-keys.js';

export type VaultOptions = RelyingParty & {
  /** Passphrase by network name; a key of any other network is never used. */
  networkPassphrases: Readonly<Record<string, string>>;
  judge: SignatureJudge;
  policyJudge: PolicyJudge;
  ledger: LedgerWitness;
  /** What outlives this process; absent: nothing does. */
  memory?: LastingMemory;
  quoter: PriceQuoter;
  now?: () => Date;
  /** Keys of the old system, for `importKey`. */
  legacyKeys?: readonly LegacyKey[];
};

/**
 * The vault itself: its keys, and what it remembers of each person's spending. With a master key the keys are those of
 * the keyring, once it is opened; with 32 bytes alone those that the first release derived from them.
 */
export class EmbeddedVault implements Vault {
  readonly #vaultKeys: VaultKeys;
  readonly #legacyKeys: readonly LegacyKey[];
  #tools: Tools | undefined;
  private readonly passphrases: ReadonlyMap<string, string>;
  private readonly judge: SignatureJudge;
  private readonly policyJudge: PolicyJudge;
  private readonly ledger: LedgerWitness;
  private readonly quoter: PriceQuoter;
  private readonly now: () => Date;

  constructor(keys: Uint8Array | MasterKeys, options: VaultOptions) {
    const { networkPassphrases, judge, policyJudge, now = () => new Date(), legacyKeys = [] } = options;
    const { memory = passingMemory() } = options;
    this.#vaultKeys = new VaultKeys(keys, now, (ring) => {
      this.#tools = toolsOf(ring, { ...options, memory }, now);
    });
    this.#legacyKeys = legacyKeys;
    this.passphrases = new Map(Object.entries(networkPassphrases));
    this.judge = judge;
    this.policyJudge = policyJudge;
    this.ledger = options.ledger;
    this.quoter = options.quoter;
    this.now = now;
  }

  async openKeyring(request: OpenKeyringRequest): Promise<OpenedKeyring> {
    return this.#vaultKeys.open(request);
  }

  async addKeyVersion(): Promise<StoredKeyring> {
    return this.#vaultKeys.add();
  }

  async retireKeyVersion(version: number): Promise<StoredKeyring> {
    return this.#vaultKeys.retire(version);
  }

  async keyStatus(): Promise<KeyStatus> {
    return this.#vaultKeys.status();
  }

  async rewrap(request: RewrapRequest): Promise<(SealedKey | null)[]> {
    return this.#vaultKeys.rewrap(request);
  }

  async importKey({ binding, record }: ImportRequest): Promise<{ address: string; sealed: SealedKey }> {
    this.passphraseOf(binding);
    const seed = legacySeed(this.#legacyKeys, record);
    try {
      return { address: record.publicKey, sealed: this.#vaultKeys.seal(binding, seed) };
    } finally {
      wipe(seed);
    }
  }

  async createKey(binding: KeyBinding): Promise<{ address: string; sealed: SealedKey }> {
    this.passphraseOf(binding);
    if (binding.holder === 'DEMO' && !needsNoPasskey(binding))
      throw new DomainError(ErrorCode.PERMISSION_DENIED, 'Demo accounts exist on the local network only.');
    const seed = randomSecret();
    try {
      return { address: addressOf(seed), sealed: this.#vaultKeys.seal(binding, seed) };
    } finally {
      wipe(seed);
    }
  }

  async pinPasskey(request: PinRequest) {
    return pinPasskey(request, { ...this.tools, now: this.now() });
  }

  verifyAssertion(check: AssertionCheck): Promise<Asserted> {
    return this.tools.passkeys.verify(check);
  }

  async seal(record: SealedRecord & { kind: OwnKind }): Promise<string> {
    return this.tools.seals.onWordOfServer(record);
  }

  async checkSeals(records: SealedRow[]): Promise<boolean[]> {
    return records.map(({ record, mac }) => this.tools.seals.isOn(record, mac));
  }

  endRecords(records: EndedRecord[]): Promise<void> {
    return this.tools.ended.end(records);
  }

  quotePrices(request: PriceQuotesRequest): Promise<QuotedPrice[]> {
    return sealQuotes(request, { seals: this.tools.seals, quoter: this.quoter, now: this.now });
  }

  sealPolicy(request: PolicyChangeRequest) {
    return sealPolicy(request, { ...this.tools, judge: this.policyJudge, now: this.now() });
  }

  freeze(request: FreezeRequest) {
    return freeze(request, { ...this.tools, now: this.now() });
  }

  unfreeze(request: UnfreezeRequest) {
    return unfreeze(request, { ...this.tools, now: this.now() });
  }

  learn({ userId, state }: Parameters<Vault['learn']>[0]): Promise<void> {
    return this.tools.states.learn(userId, state);
  }

  catchUp({ userId, accounts, state }: Parameters<Vault['catchUp']>[0]): Promise<void> {
    return this.tools.states.catchUp(userId, state, accounts);
  }

  async sign(request: SignRequest): Promise<Signed> {
    const { binding, grounds, envelope } = request;
    const passphrase = this.passphraseOf(binding);
    return this.tools.states.exclusively(binding.userId, async () => {
      const now = this.now();
      const toSign = readEnvelope(envelope, passphrase, now);
      const state = this.tools.states.open(binding.userId, grounds.state);
      const judgement = this.judged({ binding, envelope, passphrase, grounds, state, now }, request.authority);
      const counter = await this.authorize(request, passphrase, judgement);
      const approvalId = approvalOf(request.authority);
      const spends = withSpend(state, spendOf(toSign, judgement, { network: binding.network, now, approvalId }));
      const policyVersions = versionsSeen(grounds.policies, state);
      const { signature, ...key } = this.signHash(request, toSign);
      this.tools.states.assertSeen(binding.userId, binding.network, toSign.source);
      const signing = { request, passphrase, hash: toSign.hash, now, key };
      const verdict = this.tools.verdicts.sign(signedVerdict(judgement, signing));
      const next = await this.tools.states.write(state, { spends, policyVersions });
      return { signature, signer: key.signer, counter, state: next, verdict };
    });
  }

  async signFeeBump({ binding, sealed, inner, fee, grounds }: FeeBumpRequest) {
    const passphrase = this.passphraseOf(binding);
    return this.tools.states.exclusively(binding.userId, async () => {
      const now = this.now();
      const state = this.tools.states.open(binding.userId, grounds.state);
      const { envelope, spends, verdict } = this.#vaultKeys.use(binding, sealed, (key) => {
        const bump = feeBumpOf(inner, { ...key, passphrase, fee: BigInt(fee), now });
        const { spends: before, open } = toRaise(state, hex(bump.innerTransaction.hash()), BigInt(fee));
        const raised = raiseOver(open, BigInt(fee), BigInt(bump.innerTransaction.fee));
        const asked = {
          binding,
          envelope: inner,
          passphrase,
          grounds,
          state: { ...state, spends: before },
          now,
          raised,
        };
        const judgement = this.judged(asked, BY_POLICY);
        const spends = withBump(before, open, hex(bump.hash()), raised);
        bump.addSignature(key.signer, Buffer.from(signWith(key.seed, bump.hash())).toString('base64'));
        const request = { envelope: inner, authority: BY_POLICY };
        const signing = { request, passphrase, hash: bump.hash(), now, key };
        const verdict = this.tools.verdicts.sign(signedVerdict(judgement, signing));
        return { envelope: bump.toXdr(), spends, verdict };
      });
      return { envelope, state: await this.tools.states.write(state, { spends }), verdict };
    });
  }

  /** For whoever holds the keys in this very process; it has no name on the channel, and must never have one. */
  get signers(): SignerKeys {
    const { ledger, now } = this;
    return new SignerKeys(this.#vaultKeys, { ledger, now, passphraseOf: (binding) => this.passphraseOf(binding) });
  }

  async publicKeys(): Promise<{ audit: string; verdict: string }> {
    return { audit: this.tools.checkpoints.publicKey, verdict: this.tools.verdicts.publicKey };
  }

  async signCheckpoint(statement: CheckpointStatement): Promise<string> {
    return this.tools.checkpoints.sign(statement);
  }

  private judged(asked: Omit<JudgementRequest, 'isSealed'>, authority: Pick<Authority, 'kind'>): Judgement {
    const isSealed = ({ record, mac }: SealedRow): boolean => this.tools.seals.isOn(record, mac);
    assertNewest(asked.grounds.policies, asked.state, { ...asked.binding, isSealed });
    const grounds = withFreezes(asked.grounds, asked.state, asked.binding);
    const judgement = this.judge.judge({ ...asked, grounds, isSealed });
    assertAllowed(judgement, authority);
    return judgement;
  }

  private async authorize(
    { authority, binding, envelope, grounds }: SignRequest,
    passphrase: string,
    judgement: Judgement,
  ): Promise<number | null> {
    if (authority.kind === 'POLICY') return null;
    const { canonical, assertion, passkey } = authority;
    assertConsentCovers(canonical, { binding, envelope }, passphrase, this.now());
    assertStillCovers(canonical, grounds, this.now());
    assertAgreedPrices(canonical, judgement);
    if (assertion && passkey)
      return (await this.tools.passkeys.verify({ userId: binding.userId, canonical, assertion, passkey })).counter;
    if (assertion || passkey) throw mismatch();
    if (needsNoPasskey(binding)) return null;
    throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'This needs your passkey. Confirm it with one.');
  }

  private signHash({ binding, sealed, authority }: SignRequest, { source, hash }: UnsignedEnvelope) {
    return this.#vaultKeys.use(binding, sealed, ({ seed, signer, account }) => {
      if (source !== account)
        throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault signs only for the account of its own key.');
      assertAgreedAddress(authority, account);
      return { signer, account, signature: Buffer.from(signWith(seed, hash)).toString('base64') };
    });
  }

  private get tools(): Tools {
    if (this.#tools) return this.#tools;
    throw notOpen();
  }

  private passphraseOf({ network }: KeyBinding): string {
    const passphrase = this.passphrases.get(network);
    if (passphrase) return passphrase;
    throw new DomainError(ErrorCode.PERMISSION_DENIED, `The network ${network} is not served here.`);
  }
}

/** A person agreed to the fee on their approval; a higher one the policy allows by itself or nobody does. */
const BY_POLICY = { kind: 'POLICY' as const };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const approvalOf = (authority: Authority): string | undefined =>
  authority.kind === 'CONSENT' ? agreedApproval(authority.canonical) : undefined;

const assertAgreedAddress = (authority: Authority, address: string): void => {
  if (authority.kind === 'CONSENT' && agreedAddress(authority.canonical) !== address) throw mismatch();
};
