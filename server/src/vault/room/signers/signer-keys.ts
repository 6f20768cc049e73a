import type { Transaction } from '@stellar/stellar-sdk/base';
import { MINUTE_MS } from '../../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { wipe } from '../../../kernel/secret-text.js';
import { cannotOpen } from '../../contract/refusals.js';
import type { KeyBinding, SealedKey } from '../../contract/vault.js';
import { addressOf, randomSecret, signWith } from '../ciphers/ed25519.js';
import type { LedgerControl, LedgerWitness } from '../judgement/ledger-witness.js';
import { MAX_VALIDITY_SECONDS } from '../judgement/signing-rules.js';
import type { OpenKey, VaultKeys } from '../keys/vault-keys.js';
import { assertNobodyElse, assertSignsAlone, neededWeight } from './ledger-control.js';
import { addition, removal } from './signer-change.js';

type Parts = {
  ledger: Pick<LedgerWitness, 'control' | 'closedAt'>;
  passphraseOf: (binding: KeyBinding) => string;
  now: () => Date;
};
/** One of the two changes, signed; `sequence` is the number of the account that it uses up. */
export type SignedChange = { envelope: string; hash: string; sequence: bigint; validUntil: Date };
/** The key that signs now, and the one that comes after it or was before it. */
export type KeyPair = { binding: KeyBinding; sealed: SealedKey; other: SealedKey };
export type Standing = { account: string; signer: string; other: string | null; control: LedgerControl };

const VALID_MS = 2 * MINUTE_MS;

/**
 * Replaces the key behind an account on the ledger, in two changes that it builds itself. The old key only adds the new
 * one. What takes the old one its weight is signed by the new one, so that the ledger itself refuses it
 * where the new key does not sign, and it is opened from the record that signs every payment by then.
 */
export class SignerKeys {
  constructor(
    private readonly vaultKeys: VaultKeys,
    private readonly parts: Parts,
  ) {}

  /** A new key for the same account. It signs nothing before the ledger knows it. */
  make(binding: KeyBinding, sealed: SealedKey): { signer: string; sealed: SealedKey } {
    const { account: signsFor } = this.publicOf(binding, sealed);
    const seed = randomSecret();
    try {
      return { signer: addressOf(seed), sealed: this.vaultKeys.seal(binding, seed, { version: 2, signsFor }) };
    } finally {
      wipe(seed);
    }
  }

  /** Whose keys these are. Throws where a record does not open, or they are of two accounts. */
  publicOf(binding: KeyBinding, sealed: SealedKey, other?: SealedKey | null) {
    this.parts.passphraseOf(binding);
    const publicPart = ({ signer, account }: OpenKey) => ({ signer, account });
    const { signer, account } = this.vaultKeys.use(binding, sealed, publicPart);
    const second = other ? this.vaultKeys.use(binding, other, publicPart) : null;
    if (second && (second.account !== account || second.signer === signer)) throw cannotOpen();
    return { account, signer, other: second?.signer ?? null };
  }

  /** How the two keys stand on the ledger. Refuses where anybody else could sign. */
  async examine(binding: KeyBinding, sealed: SealedKey, other: SealedKey | null): Promise<Standing> {
    const keys = this.publicOf(binding, sealed, other);
    const control = await this.parts.ledger.control(binding.network, keys.account);
    if (!control)
      throw new DomainError(
        ErrorCode.CONFLICT,
        `${keys.account} is not on the ledger, so it has no signers. Fund it first.`,
      );
    assertNobodyElse(control, [keys.signer, ...(keys.other ? [keys.other] : [])]);
    return { ...keys, control };
  }

  /** Signed by the key of now: the one that comes after it, with the weight that every threshold asks for. */
  async add({ binding, sealed, other }: KeyPair): Promise<SignedChange> {
    const { account, signer, other: next, control } = await this.examine(binding, sealed, other);
    assertSignsAlone(control, signer);
    const change = await this.change(binding, account, control);
    return this.sign(binding, sealed, change, addition(change, next!, neededWeight(control)));
  }

  /** Signed by the key of now, which has to be enough alone: the one before it loses its weight. */
  async remove({ binding, sealed, other }: KeyPair): Promise<SignedChange> {
    const { account, signer, other: former, control } = await this.examine(binding, sealed, other);
    assertSignsAlone(control, signer);
    const change = await this.change(binding, account, control);
    return this.sign(binding, sealed, change, removal(change, former!));
  }

  private async change(binding: KeyBinding, account: string, { sequence }: LedgerControl) {
    const now = this.parts.now().getTime();
    const closedAt = (await this.parts.ledger.closedAt(binding.network)).getTime();
    // However far the clock of the network is ahead, no signature is good for longer than any other.
    const validUntil = new Date(Math.min(Math.max(now, closedAt) + VALID_MS, now + MAX_VALIDITY_SECONDS * 1000));
    return { account, sequence: sequence + 1n, validUntil, passphrase: this.parts.passphraseOf(binding) };
  }

  private sign(
    binding: KeyBinding,
    sealed: SealedKey,
    { sequence, validUntil }: Pick<SignedChange, 'sequence' | 'validUntil'>,
    transaction: Transaction,
  ): SignedChange {
    const hash = transaction.hash();
    this.vaultKeys.use(binding, sealed, ({ seed, signer }) => {
      transaction.addSignature(signer, Buffer.from(signWith(seed, hash)).toString('base64'));
    });
    return { envelope: transaction.toXdr(), hash: Buffer.from(hash).toString('hex'), sequence, validUntil };
  }
}
