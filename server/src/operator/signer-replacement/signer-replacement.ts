import { setTimeout as wait } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { ActorKind } from '../../kernel/actor.js';
import { crashPoint } from '../../kernel/crash-points.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { recordKeys } from '../../keyring/open-keyring.js';
import { Account } from '../../money/accounts/records/account.entity.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { KeyBinding, SealedKey, Vault } from '../../vault/contract/vault.js';
import { isSigner, signsAlone } from '../../vault/room/signers/ledger-control.js';
import type { SignedChange, SignerKeys, Standing } from '../../vault/room/signers/signer-keys.js';
import { carry } from './carry.js';
import { HOLD_TIMING, Hold, type HoldTiming } from './hold.js';

export type ReplacementParts = {
  em: EntityManager;
  networks: StellarNetworks;
  audit: AuditLog;
  vault: Pick<Vault, 'keyStatus'>;
  /** The vault's part, which stands in this process or nowhere: it has no name on the channel. */
  signers: SignerKeys;
  keyStillOpens: (tx: EntityManager, version: number) => Promise<void>;
  timing?: HoldTiming;
};
/** Told once the new key is stored, and before the old one loses anything. */
export type OnStored = (record: SealedKey) => void;
export type Replaced = { address: string; signer: string; former: string };

/**
 * Replaces the key behind an account on the ledger. Whatever dies in between, the key in `sealed` is one that the
 * ledger takes, and the next run goes on where the row and the ledger say: no step is ever undone. What is sent need not
 * be stored first, unlike a payment: the ledger itself shows whether it was done, and done twice it is done once.
 */
export class SignerReplacement {
  private readonly timing: HoldTiming;

  constructor(private readonly parts: ReplacementParts) {
    this.timing = parts.timing ?? HOLD_TIMING;
  }

  async replace(accountId: string, onStored: OnStored = () => undefined): Promise<Replaced> {
    await this.row(accountId);
    const hold = await Hold.take(this.parts.em, accountId, this.timing);
    try {
      await this.assertMayBe(await this.row(accountId));
      await crashPoint('signer.held');
      await this.store(accountId);
      onStored(nextOf(await this.row(accountId)));
      await this.add(accountId, hold);
      return await this.remove(accountId, hold);
    } finally {
      // What cannot be given back now ends by itself, and must not hide what was done.
      await hold.release().catch(() => undefined);
    }
  }

  // Refused before anything is written; with the account held, so that row and ledger are of one moment.
  private async assertMayBe(account: Account): Promise<void> {
    const owner = await this.parts.em.fork().findOne(User, { id: account.userId });
    if (account.frozenAt || owner?.frozenAt)
      throw conflict('The account or its owner is frozen. Nothing is signed for it before that is taken back.');
    const { spendable } = await this.spendable(account);
    if ((await this.standing(account)).account !== account.address) throw changed();
    if (account.replacement === null && spendable < NEEDED_STROOPS)
      throw new DomainError(
        ErrorCode.INSUFFICIENT_BALANCE,
        `A new signer needs 0.5 XLM as its reserve, and 0.01 XLM for fees. Send XLM to ${account.address} first.`,
      );
  }

  private async spendable({ network, address }: Account): Promise<{ spendable: bigint }> {
    const ledger = await this.parts.networks.get(network).loadAccount(address);
    if (!ledger) throw conflict(`${address} is not on the ledger, so it has no signers. Fund it first.`);
    return { spendable: ledger.balances.find(({ asset }) => asset === 'XLM')?.spendable ?? 0n };
  }

  private async store(accountId: string): Promise<void> {
    const account = await this.row(accountId);
    if (account.replacement !== null) return;
    const made = this.parts.signers.make(bindingOf(account), account.sealed);
    await crashPoint('signer.made');
    await withRowLocked(this.parts.em, Account, accountId, async (tx, row) => {
      // Another run may have stored one, which the ledger may know by now: no key is ever written over it.
      if (row.replacement !== null) throw changed();
      await this.parts.keyStillOpens(tx, made.sealed.keyVersion);
      Object.assign(row, { otherSealed: made.sealed, replacement: 'ADDING' });
      await this.record(tx, row, 'account.signer_replacing', { signer: made.signer });
      await crashPoint('signer.before-store');
    });
    await crashPoint('signer.stored');
  }

  /** The new key beside the old one; once the ledger shows it, it signs every payment. */
  private async add(accountId: string, hold: Hold): Promise<void> {
    const account = await this.row(accountId);
    if (account.replacement !== 'ADDING') return;
    const shows = ({ control, other }: Standing): boolean => signsAlone(control, other!);
    const hash = await this.change(account, hold, shows, 'add');
    const keys = this.keysOf(account);
    await withRowLocked(this.parts.em, Account, accountId, async (tx, row) => {
      this.assertStill(row, 'ADDING', keys);
      Object.assign(row, { sealed: row.otherSealed, otherSealed: row.sealed, replacement: 'REMOVING' });
      await this.record(tx, row, 'account.signer_added', { signer: keys.other, hash });
      await crashPoint('signer.before-swap');
    });
    await crashPoint('signer.swapped');
  }

  private async remove(accountId: string, hold: Hold): Promise<Replaced> {
    const account = await this.row(accountId);
    const isGone = ({ control, other }: Standing): boolean => !isSigner(control, other!);
    const hash = await this.change(account, hold, isGone, 'remove');
    const { signer, other } = this.keysOf(account);
    await withRowLocked(this.parts.em, Account, accountId, async (tx, row) => {
      this.assertStill(row, 'REMOVING', { signer, other });
      row.replacement = null;
      await this.record(tx, row, 'account.signer_replaced', { signer, former: other, hash });
      await crashPoint('signer.before-end');
    });
    await crashPoint('signer.ended');
    return { address: account.address, signer, former: other };
  }

  /** The hash of what was signed for it; null where the ledger showed the change already. */
  private async change(
    account: Account,
    hold: Hold,
    isDone: (standing: Standing) => boolean,
    what: 'add' | 'remove',
  ): Promise<string | null> {
    if (isDone(await this.standing(account))) return null;
    await hold.renew();
    const pair = { binding: bindingOf(account), sealed: account.sealed, other: account.otherSealed! };
    const change: SignedChange = await this.parts.signers[what](pair);
    await crashPoint(`signer.${what}-signed`);
    await carry(this.parts.networks.get(account.network), change, this.timing.pollMs);
    await crashPoint(`signer.${what}-applied`);
    await this.until(async () => isDone(await this.standing(account)));
    return change.hash;
  }

  // Of a public network other machines may answer than the one that took it.
  private async until(shows: () => Promise<boolean>): Promise<void> {
    for (let left = SHOWN_ATTEMPTS; left > 0; left -= 1, await wait(this.timing.pollMs)) if (await shows()) return;
    throw conflict('The network took the change and does not show it yet. Run this again in a minute.');
  }

  private standing(account: Account): Promise<Standing> {
    const other = account.replacement === null ? null : (account.otherSealed ?? null);
    return this.parts.signers.examine(bindingOf(account), account.sealed, other);
  }

  private keysOf(account: Account): { signer: string; other: string } {
    const {
      signer,
      other,
      account: address,
    } = this.parts.signers.publicOf(bindingOf(account), account.sealed, account.otherSealed);
    if (other === null || address !== account.address) throw changed();
    return { signer, other };
  }

  // By their public keys, because a rotation may have wrapped either anew meanwhile.
  private assertStill(
    row: Account,
    replacement: Account['replacement'],
    keys: { signer: string; other: string },
  ): void {
    const now = this.keysOf(row);
    if (row.replacement !== replacement || now.signer !== keys.signer || now.other !== keys.other) throw changed();
  }

  private async row(id: string): Promise<Account> {
    const account = await this.parts.em.fork().findOne(Account, { id });
    if (!account) throw notFound('account');
    return account;
  }

  /** In the owner's log and in that of the server's keys, for each is read by somebody else. */
  private async record(tx: EntityManager, row: Account, action: AuditAction, keys: Record<string, unknown>) {
    const { id, userId, address, network } = row;
    const details = { address, network, ...keys };
    const act = { userId, actor: ActorKind.PERSON, action, resource: id, result: 'OK' };
    await this.parts.audit.record(tx, { ...act, details: { ...details, by: 'the operator' } });
    const { number } = await this.parts.vault.keyStatus();
    await recordKeys(this.parts.audit, tx, {
      actor: 'OPERATOR',
      action,
      details: { number, accountId: id, ...details },
    });
  }
}

const NEEDED_STROOPS = 5_100_000n;
const SHOWN_ATTEMPTS = 30;

const bindingOf = ({ id, userId, network, holder }: Account): KeyBinding => ({
  userId,
  accountId: id,
  network,
  holder,
});

const nextOf = (account: Account): SealedKey =>
  account.replacement === 'ADDING' ? account.otherSealed! : account.sealed;

const conflict = (message: string): DomainError => new DomainError(ErrorCode.CONFLICT, message);

const changed = (): DomainError =>
  new DomainError(
    ErrorCode.PERMISSION_DENIED,
    'The keys of this account were changed by something else meanwhile. Look for who did it, and run this again.',
  );
