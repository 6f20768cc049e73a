import type { EntityManager } from '@mikro-orm/core';
import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { fromStroops } from '../../kernel/amount.js';
import { crashPoint } from '../../kernel/crash-points.js';
import { passphraseOf } from '../../kernel/networks.js';
import { storeState } from '../../keyring/vault-state.entity.js';
import { jsonHash } from '../../platform/audit/audit-hash.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import type { Events } from '../../platform/events/events.js';
import type { Prices } from '../../rulebook/facts/price.js';
import { envelopeFor } from '../../rulebook/intent.js';
import { TransactionStatus } from '../../rulebook/life.js';
import type { Authority, Vault } from '../../vault/contract/vault.js';
import type { VerdictProof } from '../../vault/contract/verdict-statement.js';
import { Account } from '../accounts/records/account.entity.js';
import { asFailedCheck } from '../policy/agent-brake.js';
import type { ApprovalRequests } from '../proposals/approval-requests.js';
import { Transaction } from '../proposals/transaction.entity.js';
import type { Signing, ToBump, ToSign } from './signing.js';
import type { SigningGroundsService } from './signing-grounds.service.js';

export type SignParts = {
  vault: Pick<Vault, 'sign' | 'signFeeBump'>;
  requests: ApprovalRequests;
  grounds: SigningGroundsService;
  audit: AuditLog;
  events: Events;
};

/** The only caller of the vault's `sign`. Runs inside the database transaction that @spendingCap opened. */
export class SignService {
  constructor(private readonly parts: SignParts) {}

  async sign({ tx, transactionId, prepared, facts, prices }: Signing): Promise<Transaction> {
    const transaction = await tx.findOneOrFail(Transaction, { id: transactionId });
    const account = await tx.findOneOrFail(Account, { id: transaction.accountId });
    return prepared.kind === 'SIGN'
      ? this.signPayment(tx, transaction, account, {
          ...prepared,
          prices,
          facts,
        })
      : this.raiseFee(tx, transaction, account, { ...prepared, prices });
  }

  private async signPayment(
    tx: EntityManager,
    transaction: Transaction,
    account: Account,
    { sequence, validUntil, facts, prices }: ToSign & Pick<Signing, 'facts' | 'prices'>,
  ): Promise<Transaction> {
    const unsigned = envelopeFor(transaction.intent, sequence, validUntil);
    const consent = await this.parts.requests.consentOf(tx, transaction);
    const authority: Authority = consent ?? { kind: 'POLICY', policyVersion: transaction.verdict.policyVersion };
    const { userId, network, holder } = account;
    const binding = { userId, accountId: account.id, network, holder };
    const grounds = await this.parts.grounds.of(tx, transaction, account, { facts, prices });
    const request = { binding, sealed: account.sealed, envelope: unsigned, authority, grounds };
    const { signature, signer, state, verdict } = await this.parts.vault.sign(request).catch(asFailedCheck);
    await storeState(tx, state);
    await crashPoint('sign.signed');
    const signed = TransactionBuilder.fromXdr(unsigned, passphraseOf(network));
    signed.addSignature(signer, signature);
    Object.assign(transaction, {
      envelope: signed.toXdr(),
      hash: Buffer.from(signed.hash()).toString('hex'),
      sequence,
      validUntil,
      verdictProof: verdict,
    });
    transaction.moveTo(TransactionStatus.SIGNED);
    await this.note(tx, transaction, { authority: authority.kind }, verdict);
    await crashPoint('sign.before-commit');
    return transaction;
  }

  private async raiseFee(
    tx: EntityManager,
    transaction: Transaction,
    account: Account,
    { fee, prices }: ToBump & { prices: Prices },
  ): Promise<Transaction> {
    const { userId, network, holder, sealed } = account;
    const binding = { userId, accountId: account.id, network, holder };
    const grounds = await this.parts.grounds.of(tx, transaction, account, {
      facts: { destinations: [], memo: '' },
      prices,
    });
    const request = { binding, sealed, inner: transaction.envelope!, fee: fee.toString(), grounds };
    const { envelope, state, verdict } = await this.parts.vault.signFeeBump(request);
    await storeState(tx, state);
    await crashPoint('raise.signed');
    transaction.feeBump = { ...transaction.feeBump, fee: fee.toString(), envelope, verdictProof: verdict };
    transaction.rev += 1;
    await this.note(tx, transaction, { authority: 'POLICY', fee: fromStroops(fee) }, verdict);
    await crashPoint('raise.before-commit');
    return transaction;
  }

  private async note(
    tx: EntityManager,
    transaction: Transaction,
    how: { authority: string; fee?: string },
    verdictProof: VerdictProof,
  ): Promise<void> {
    const { userId, id, hash, proposedBy, apiKeyId } = transaction;
    const sequence = transaction.sequence?.toString() ?? null;
    const hashes = {
      verdictHash: jsonHash(transaction.verdict),
      verdictProofHash: verdictProof && jsonHash(verdictProof),
    };
    const details = { hash, ...how, sequence, ...hashes };
    await this.parts.audit.record(tx, {
      userId,
      actor: proposedBy,
      apiKeyId,
      action: 'transaction.signed',
      resource: id,
      result: 'SIGNED',
      details,
    });
    await this.parts.events.publish(tx, `transactions:${userId}`, { transactionId: id, status: transaction.status });
  }
}
