import type { CheckpointStatement } from '../audit/checkpoint.js';
import { DomainError, ErrorCode } from '../errors.js';
import { CheckpointKey } from './checkpoint-key.js';
import { addressOf, randomSecret, signWith, wipe } from './ed25519.js';
import { feeBumpOf } from './fee-bump.js';
import { type AssertionCheck, mismatch, PasskeyVerifier, type RelyingParty } from './passkey-verifier.js';
import { RecordSeal } from './record-seal.js';
import { openSeed, sealSeed } from './sealing.js';
import { agreedAddress, assertConsentCovers, needsNoPasskey, readEnvelope, type ToSign } from './signing-rules.js';
import { deriveSubkeys, type Subkeys } from './subkeys.js';
import type {
  Asserted,
  Authority,
  FeeBumpRequest,
  KeyBinding,
  PinnedPasskey,
  SealedKey,
  SealedRecord,
  Signed,
  SignRequest,
  Vault,
} from './vault.js';

export type VaultOptions = RelyingParty & {
  /** Passphrase by network name; a key of any other network is never used. */
  networkPassphrases: Readonly<Record<string, string>>;
  now?: () => Date;
};

/** The vault in the server's own process. It holds no state but keys derived from the master key. */
export class EmbeddedVault implements Vault {
  readonly #keys: Subkeys;
  private readonly passkeys: PasskeyVerifier;
  private readonly seals: RecordSeal;
  private readonly checkpoints: CheckpointKey;
  private readonly passphrases: ReadonlyMap<string, string>;
  private readonly now: () => Date;

  constructor(masterKey: Uint8Array, { rpId, origin, networkPassphrases, now = () => new Date() }: VaultOptions) {
    this.#keys = deriveSubkeys(masterKey);
    this.seals = new RecordSeal(this.#keys.recordMac);
    this.checkpoints = new CheckpointKey(this.#keys.checkpoint);
    this.passkeys = new PasskeyVerifier(this.#keys.passkeyMac, { rpId, origin });
    this.passphrases = new Map(Object.entries(networkPassphrases));
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

  async seal(record: SealedRecord): Promise<string> {
    return this.seals.of(record);
  }

  async checkSeals(records: { record: SealedRecord; mac: string | null | undefined }[]): Promise<boolean[]> {
    return records.map(({ record, mac }) => this.seals.isOn(record, mac));
  }

  async sign(request: SignRequest): Promise<Signed> {
    const passphrase = this.passphraseOf(request.binding);
    const toSign = readEnvelope(request.envelope, passphrase, this.now());
    const counter = await this.authorize(request, passphrase);
    return { signature: this.signHash(request, toSign), counter };
  }

  async signFeeBump({ binding, sealed, inner, fee }: FeeBumpRequest): Promise<{ envelope: string }> {
    const passphrase = this.passphraseOf(binding);
    const seed = openSeed(this.#keys.wrap, binding, sealed);
    try {
      const address = addressOf(seed);
      const bump = feeBumpOf(inner, { address, passphrase, fee: BigInt(fee), now: this.now() });
      bump.addSignature(address, Buffer.from(signWith(seed, bump.hash())).toString('base64'));
      return { envelope: bump.toXdr() };
    } finally {
      wipe(seed);
    }
  }

  async publicKeys(): Promise<{ audit: string }> {
    return { audit: this.checkpoints.publicKey };
  }

  async signCheckpoint(statement: CheckpointStatement): Promise<string> {
    return this.checkpoints.sign(statement);
  }

  private async authorize({ authority, binding, envelope }: SignRequest, passphrase: string): Promise<number | null> {
    if (authority.kind === 'POLICY') return null;
    const { canonical, assertion, passkey } = authority;
    assertConsentCovers(canonical, { binding, envelope }, passphrase, this.now());
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

  private passphraseOf({ network }: KeyBinding): string {
    const passphrase = this.passphrases.get(network);
    if (passphrase) return passphrase;
    throw new DomainError(ErrorCode.PERMISSION_DENIED, `The network ${network} is not served here.`);
  }
}

const assertAgreedAddress = (authority: Authority, address: string): void => {
  if (authority.kind === 'CONSENT' && agreedAddress(authority.canonical) !== address) throw mismatch();
};
