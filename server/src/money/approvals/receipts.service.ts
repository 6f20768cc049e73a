import type { EntityManager } from '@mikro-orm/core';
import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { fromStroops, fromStroops7, toStroops } from '../../kernel/amount.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { passphraseOf } from '../../kernel/networks.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { jsonHash, plainEntry } from '../../platform/audit/audit-hash.js';
import { auditProof } from '../../platform/audit/audit-proof.js';
import type { CheckpointSigner } from '../../rulebook/checkpoint.js';
import { signedBumps } from '../../rulebook/fee-bump.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { relyingPartyOf } from '../../vault/contract/relying-party.js';
import { RECEIPT_VERSION, type Receipt } from '../../verify/receipts/receipt.shape.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { Approval, ApprovalStatus } from './approval.entity.js';

type Body = Omit<Receipt, 'digest'>;
type Confirmed = Pick<Body, 'consent' | 'assertion' | 'passkey'>;

const noReceipt = (why: string): DomainError => new DomainError(ErrorCode.CONFLICT, `There is no receipt: ${why}`);

/** Puts together what anybody needs to check one transaction without us; verify/ is how they do. */
export class ReceiptsService {
  constructor(
    private readonly em: EntityManager,
    private readonly signer: CheckpointSigner,
  ) {}

  async receipt(transactionId: string): Promise<Receipt> {
    const em = this.em.fork();
    const transaction = await em.findOneOrFail(Transaction, { id: transactionId });
    const ledger = ledgerOf(transaction);
    const approval = await em.findOne(
      Approval,
      { transactionId, status: ApprovalStatus.APPROVED },
      { orderBy: { id: 'desc' } },
    );
    const enrolment = approval?.passkeyId ? await enrolmentOf(em, approval.userId, approval.passkeyId) : null;
    const body: Body = {
      version: RECEIPT_VERSION,
      network: { name: transaction.network, passphrase: passphraseOf(transaction.network) },
      transaction: statedOf(transaction),
      ...confirmedBy(approval, enrolment),
      policy: { version: transaction.verdict.policyVersion, verdict: transaction.verdict as never },
      verdictProof: transaction.verdictProof ?? null,
      ...bumpsOf(transaction),
      ledger,
      audit: await this.auditOf(em, transaction, enrolment),
    };
    // Through JSON once, so that the digest is over what the caller gets.
    const plain = JSON.parse(JSON.stringify(body)) as Body;
    return { ...plain, digest: jsonHash(plain) };
  }

  private async auditOf(
    em: EntityManager,
    { id, userId }: Transaction,
    enrolment: AuditRecord | null,
  ): Promise<Body['audit']> {
    const about = await em.find(AuditRecord, { userId, resource: id }, { orderBy: { seq: 'asc' } });
    const entries = enrolment ? [enrolment, ...about] : about;
    const seqs = entries.map(({ seq }) => seq);
    const { checkpoint, inclusions } = await auditProof(em, this.signer, userId, seqs);
    const { audit: publicKey } = await this.signer.publicKeys();
    const plain = entries.map(plainEntry) as Body['audit']['entries'];
    return { userId, entries: plain, inclusions, checkpoint: { ...checkpoint, publicKey } };
  }
}

const ledgerOf = ({ status, ledger, feeCharged, failure }: Transaction): Body['ledger'] => {
  const ended = status === TransactionStatus.CONFIRMED || status === TransactionStatus.FAILED;
  if (!ended) throw noReceipt(`the transaction is ${status}. Ask again when the ledger has decided.`);
  if (feeCharged == null) throw noReceipt('no ledger shows this transaction. The audit log tells what happened.');
  const resultCodes = failure?.resultCodes ?? null;
  return { sequence: ledger ?? null, feeCharged: fromStroops(feeCharged), resultCodes };
};

/** Nothing where the fee was not raised. */
const bumpsOf = ({ feeBump, network }: Transaction): Pick<Body, 'feeBump' | 'earlierFeeBumps'> => {
  const bumps = signedBumps(feeBump).map(({ envelope, verdictProof = null }) => {
    const hash = Buffer.from(TransactionBuilder.fromXdr(envelope, passphraseOf(network)).hash()).toString('hex');
    return { envelope, hash, verdictProof };
  });
  const newest = bumps.pop();
  return { ...(newest && { feeBump: newest }), ...(bumps.length > 0 && { earlierFeeBumps: bumps }) };
};

const statedOf = ({ id, status, summary, outflows, intent, envelope, hash }: Transaction): Body['transaction'] => ({
  id,
  summary,
  intent,
  envelope: envelope!,
  hash: hash!,
  status: status as 'CONFIRMED' | 'FAILED',
  outflows: outflows.map(({ asset, amount }) => ({ asset, amount: fromStroops7(toStroops(amount)) })),
});

/** Where the log says which key was enrolled under this id; the passkey itself may have been removed since. */
const enrolmentOf = async (em: EntityManager, userId: string, passkeyId: string): Promise<AuditRecord> => {
  const added = await em.findOne(AuditRecord, { userId, action: 'passkey.added', resource: passkeyId });
  const first = added ?? (await em.findOne(AuditRecord, { userId, action: 'user.registered', resource: userId }));
  if (typeof first?.details.publicKey !== 'string' || (!added && first.details.passkey !== passkeyId))
    throw noReceipt('the log does not say which key the passkey had when it was enrolled.');
  return first;
};

const confirmedBy = (approval: Approval | null, enrolment: AuditRecord | null): Confirmed => {
  const consent = approval && { canonical: approval.canonical, digest: approval.digest };
  if (!approval?.assertion || !approval.passkeyId || !enrolment) return { consent, assertion: null, passkey: null };
  const { clientDataJSON, authenticatorData, signature } = approval.assertion.response as Record<string, string>;
  const { origin } = JSON.parse(Buffer.from(clientDataJSON!, 'base64url').toString('utf8')) as { origin: string };
  const { credentialId, publicKey } = enrolment.details as Record<string, string>;
  return {
    consent,
    assertion: { clientDataJSON: clientDataJSON!, authenticatorData: authenticatorData!, signature: signature! },
    passkey: {
      id: approval.passkeyId,
      credentialId: credentialId!,
      publicKey: publicKey!,
      ...relyingPartyOf(origin),
      counterBefore: approval.counterBefore ?? 0,
    },
  };
};
