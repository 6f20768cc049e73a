import type { CheckpointStatement } from '../audit/checkpoint.js';
import { DomainError, ErrorCode } from '../errors.js';
import { CheckpointKey } from './checkpoint-key.js';
import { addressOf, randomSecret, signWith, wipe } from './ed25519.js';
import { feeBumpOf } from './fee-bump.js';
import type { Judgement, PolicyJudge, SignatureJudge } from './judgement/judge.js';
import type { LedgerWitness } from './judgement/ledger-witness.js';
import { PersonStates } from './judgement/person-states.js';
import { assertNamesChanges, assertNewest, policyFields, scopeOf, versionOf } from './judgement/policy-seal.js';
import { spendOf, withBump, withSpend } from './judgement/signed-spends.js';
import { type AssertionCheck, mismatch, PasskeyVerifier, type RelyingParty } from './passkey-verifier.js';
import { RecordSeal } from './record-seal.js';
import { openSeed, sealSeed } from './sealing.js';
import {
  agreedAddress,
  assertConsentCovers,
  assertStillCovers,
  needsNoPasskey,
  readEnvelope,
  type ToSign,
} from './signing-rules.js';
import { deriveSubkeys, type Subkeys } from './subkeys.js';
import type {
  Asserted,
  Authority,
  FeeBumpRequest,
  KeyBinding,
  OwnKind,
  PinnedPasskey,
  PolicyChangeRequest,
  SealedKey,
  SealedRecord,
  SealedRow,
  Signed,
  SignRequest,
  Vault,
} from './vault.js';

export type VaultOptions = RelyingParty & {
  /** Passphrase by network name; a key of any other network is never used. */
  networkPassphrases: Readonly<Record<string, string>>;
  judge: SignatureJudge;
  policyJudge: PolicyJudge;
  ledger: LedgerWitness;
  now?: () => Date;
};

/** The vault itself: keys derived from the master key, and what it remembers of each person's spending. */
export class EmbeddedVault implements Vault {
  readonly #keys: Subkeys;
  private readonly passkeys: PasskeyVerifier;
  private readonly seals: RecordSeal;
  private readonly checkpoints: CheckpointKey;
  private readonly passphrases: ReadonlyMap<string, string>;
  private readonly judge: SignatureJudge;
  private readonly policyJudge: PolicyJudge;
  private readonly states: PersonStates;
  private readonly now: () => Date;

  constructor(masterKey: Uint8Array, options: VaultOptions) {
    const { rpId, origin, networkPassphrases, judge, policyJudge, ledger, now = () => new Date() } = options;
    this.#keys = deriveSubkeys(masterKey);
    this.seals = new RecordSeal(this.#keys.recordMac);
    this.checkpoints = new CheckpointKey(this.#keys.checkpoint);
    this.passkeys = new PasskeyVerifier(this.#keys.passkeyMac, { rpId, origin });
    this.passphrases = new Map(Object.entries(networkPassphrases));
    this.judge = judge;
    this.policyJudge = policyJudge;
    this.states = new PersonStates(this.seals, ledger, now);
    this.now = now;
  }

  async createKey(binding: KeyBinding): Promise<{ address: string; sealed: SealedKey }> {
    this.passphraseOf(binding);
    if (binding.holder === 'DEMO' && !needsNoPasskey(binding))
      throw new DomainError(ErrorCode.PERMISSION_DENIED, 'Demo accounts exist on the local network only.');
    const seed = randomSecret();
    try {
      return { address: addressOf(seed), sealed: sealSeed(this.#keys.wrap, binding, seed) };
    } finally {
      wipe(seed);
    }
  }

  async pinPasskey(passkey: Omit<PinnedPasskey, 'mac' | 'counter'>): Promise<string> {
    return this.passkeys.macOf(passkey);
  }

  verifyAssertion(check: AssertionCheck): Promise<Asserted> {
    return this.passkeys.verify(check);
  }

  async seal(record: SealedRecord & { kind: OwnKind }): Promise<string> {
    // Asked again although it is typed: the caller may be another process, and may be taken over.
    if (!OWN_KINDS.includes(record.kind))
      throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault seals no such record on the word of the server.');
    return this.seals.of(record);
  }

  async checkSeals(records: SealedRow[]): Promise<boolean[]> {
    return records.map(({ record, mac }) => this.seals.isOn(record, mac));
  }

  async sealPolicy({ record, holding, consent, state: row }: PolicyChangeRequest) {
    const fields = policyFields({ record });
    return this.states.exclusively(fields.userId, async () => {
      const state = this.states.open(fields.userId, row);
      for (const held of [holding.own, holding.account]) if (held) this.assertPolicyOf(fields.userId, held);
      assertNewest(holding, state, fields.accountId);
      const changes = this.policyJudge.changes(record, holding);
      const isMilder = changes.some(({ looser }) => looser);
      if (consent) {
        assertNamesChanges(consent.canonical, fields, versionOf(holding), changes, this.now());
        await this.passkeys.verify({ userId: fields.userId, ...consent });
      }
      // Nobody's passkey stands behind it, and nothing that is built upon it later makes up for that.
      const isDemo = (isMilder && !consent) || holding.own?.record.kind === 'demo-policy';
      const sealed = { ...record, kind: isDemo ? ('demo-policy' as const) : ('policy' as const) };
      const policyVersions = { ...state.policyVersions, [scopeOf(fields.accountId)]: fields.version };
      if (fields.version <= Math.max(0, ...Object.values(state.policyVersions)))
        throw new DomainError(ErrorCode.CONFLICT, 'A newer version of this policy is sealed already.');
      return { record: sealed, mac: this.seals.of(sealed), state: this.states.write(state, { policyVersions }) };
    });
  }

  catchUp({ userId, accounts, state }: Parameters<Vault['catchUp']>[0]): Promise<void> {
    return this.states.catchUp(userId, state, accounts);
  }

  async sign(request: SignRequest): Promise<Signed> {
    const { binding, evidence, envelope } = request;
    const passphrase = this.passphraseOf(binding);
    return this.states.exclusively(binding.userId, async () => {
      const now = this.now();
      const toSign = readEnvelope(envelope, passphrase, now);
      const state = this.states.open(binding.userId, evidence.state);
      for (const held of [evidence.policies.own, evidence.policies.account])
        if (held) this.assertPolicyOf(binding.userId, held);
      assertNewest(evidence.policies, state, binding.accountId);
      const isSealed = ({ record, mac }: SealedRow): boolean => this.seals.isOn(record, mac);
      const judgement = this.judge.judge({ binding, envelope, passphrase, evidence, state, now, isSealed });
      assertAllowed(judgement, request.authority);
      const spends = withSpend(state, spendOf(toSign, judgement, binding.network, now));
      const counter = await this.authorize(request, passphrase);
      const signature = this.signHash(request, toSign);
      this.states.assertSeen(binding.network, toSign.source);
      return { signature, counter, state: this.states.write(state, { spends }) };
    });
  }

  async signFeeBump({ binding, sealed, inner, fee, state: row }: FeeBumpRequest) {
    const passphrase = this.passphraseOf(binding);
    return this.states.exclusively(binding.userId, async () => {
      const state = this.states.open(binding.userId, row);
      const seed = openSeed(this.#keys.wrap, binding, sealed);
      try {
        const address = addressOf(seed);
        const bump = feeBumpOf(inner, { address, passphrase, fee: BigInt(fee), now: this.now() });
        const extra = BigInt(fee) - BigInt(bump.innerTransaction.fee);
        const spends = withBump(state, hex(bump.innerTransaction.hash()), hex(bump.hash()), extra);
        bump.addSignature(address, Buffer.from(signWith(seed, bump.hash())).toString('base64'));
        return { envelope: bump.toXdr(), state: this.states.write(state, { spends }) };
      } finally {
        wipe(seed);
      }
    });
  }

  async publicKeys(): Promise<{ audit: string }> {
    return { audit: this.checkpoints.publicKey };
  }

  async signCheckpoint(statement: CheckpointStatement): Promise<string> {
    return this.checkpoints.sign(statement);
  }

  private async authorize(
    { authority, binding, envelope, evidence }: SignRequest,
    passphrase: string,
  ): Promise<number | null> {
    if (authority.kind === 'POLICY') return null;
    const { canonical, assertion, passkey } = authority;
    assertConsentCovers(canonical, { binding, envelope }, passphrase, this.now());
    assertStillCovers(canonical, evidence, this.now());
    if (assertion && passkey)
      return (await this.passkeys.verify({ userId: binding.userId, canonical, assertion, passkey })).counter;
    if (assertion || passkey) throw mismatch();
    if (needsNoPasskey(binding)) return null;
    throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'This needs your passkey. Confirm it with one.');
  }

  private signHash({ binding, sealed, authority }: SignRequest, { source, hash }: ToSign): string {
    const seed = openSeed(this.#keys.wrap, binding, sealed);
    try {
      const address = addressOf(seed);
      if (source !== address)
        throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault signs only for the account of its own key.');
      assertAgreedAddress(authority, address);
      return Buffer.from(signWith(seed, hash)).toString('base64');
    } finally {
      wipe(seed);
    }
  }

  private assertPolicyOf(userId: string, { record, mac }: SealedRow): void {
    const isPolicy = record.kind === 'policy' || record.kind === 'demo-policy';
    if (isPolicy && record.userId === userId && this.seals.isOn(record, mac)) return;
    throw new DomainError(
      ErrorCode.PERMISSION_DENIED,
      'The stored policy was changed by something other than this server, so nothing is signed. Restore the database.',
    );
  }

  private passphraseOf({ network }: KeyBinding): string {
    const passphrase = this.passphrases.get(network);
    if (passphrase) return passphrase;
    throw new DomainError(ErrorCode.PERMISSION_DENIED, `The network ${network} is not served here.`);
  }
}

const OWN_KINDS: readonly string[] = ['account', 'api-key', 'contact', 'payee', 'proposal'];
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const assertAllowed = ({ decision, problem }: Judgement, { kind }: Authority): void => {
  if (decision === 'ALLOW' || (decision === 'ASK' && kind === 'CONSENT')) return;
  if (decision === 'REFUSE' && problem) throw problem;
  throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'The policy asks for the word of its owner, and there is none.');
};

const assertAgreedAddress = (authority: Authority, address: string): void => {
  if (authority.kind === 'CONSENT' && agreedAddress(authority.canonical) !== address) throw mismatch();
};
