import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { Account } from '../accounts/account.entity.js';
import { jsonHash } from '../audit/audit-hash.js';
import type { AuditLog } from '../audit/audit-log.js';
import { crashPoint } from '../crash-points.js';
import type { Events } from '../events/events.service.js';
import { asFailedCheck } from '../policy/agent-brake.js';
import type { Signing } from '../policy/spending-cap.guard.js';
import { passphraseOf } from '../stellar/networks.js';
import { envelopeFor } from '../vault/intent.js';
import type { Authority, Vault } from '../vault/vault.js';
import type { ApprovalDesk } from './approval-desk.js';
import { TransactionStatus } from './life.js';
import type { Prepared } from './signing.source.js';
import { Transaction } from './transaction.entity.js';

/** The only caller of the vault's `sign`. Runs inside the database transaction that @spendingCap opened. */
export class SignService {
  constructor(
    private readonly vault: Vault,
    private readonly desk: ApprovalDesk,
    private readonly audit: AuditLog,
    private readonly events: Events,
  ) {}

  async sign({ tx, transactionId, prepared }: Signing<Prepared>): Promise<Transaction> {
    const transaction = await tx.findOneOrFail(Transaction, { id: transactionId });
    const account = await tx.findOneOrFail(Account, { id: transaction.accountId });
    const unsigned = envelopeFor(transaction.intent, prepared.sequence, prepared.validUntil);
    const consent = await this.desk.consentOf(tx, transaction);
    const authority: Authority = consent ?? { kind: 'POLICY', policyVersion: transaction.verdict.policyVersion };
    const { userId, network, holder } = account;
    const binding = { userId, accountId: account.id, network, holder };
    const request = { binding, sealed: account.sealed, envelope: unsigned, authority };
    const { signature } = await this.vault.sign(request).catch(asFailedCheck);
    await crashPoint('sign.signed');
    const signed = TransactionBuilder.fromXdr(unsigned, passphraseOf(network));
    signed.addSignature(account.address, signature);
    Object.assign(transaction, {
      envelope: signed.toXdr(),
      hash: Buffer.from(signed.hash()).toString('hex'),
      sequence: prepared.sequence,
      validUntil: prepared.validUntil,
    });
    transaction.moveTo(TransactionStatus.SIGNED);
    await this.note(transaction, authority.kind, { tx });
    await crashPoint('sign.before-commit');
    return transaction;
  }

  private async note(transaction: Transaction, authority: string, { tx }: Pick<Signing, 'tx'>): Promise<void> {
    const { userId, id, hash, proposedBy } = transaction;
    const sequence = transaction.sequence?.toString() ?? null;
    const details = { hash, authority, sequence, verdictHash: jsonHash(transaction.verdict) };
    await this.audit.record(tx, {
      userId,
      actor: proposedBy,
      action: 'transaction.signed',
      resource: id,
      result: 'SIGNED',
      details,
    });
    await this.events.publish(tx, `transactions:${userId}`, { transactionId: id, status: transaction.status });
  }
}
