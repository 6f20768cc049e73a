import type { EntityManager } from '@mikro-orm/core';
import { fromStroops7, toStroops } from '../../kernel/amount.js';
import { passphraseOf } from '../../kernel/networks.js';
import { consentDigest, renderConsent } from '../../rulebook/consent-text.js';
import type { StoredOutflow } from '../../rulebook/facts/decoded.js';
import { Account } from '../accounts/records/account.entity.js';
import type { Transaction } from '../proposals/transaction.entity.js';

export type ConsentText = { canonical: string; digest: string };

/** Writes the text that a person agrees to: exactly what the vault compares before it signs. */
export const consentTextOf = async (
  em: EntityManager,
  transaction: Transaction,
  approval: { id: string; expiresAt: Date },
): Promise<ConsentText> => {
  const account = await em.findOneOrFail(Account, { id: transaction.accountId });
  const canonical = renderConsent({
    approval: approval.id,
    user: transaction.userId,
    account: `${account.id} ${account.address}`,
    network: passphraseOf(account.network),
    transaction: transaction.intent,
    outflow: transaction.outflows.map(({ asset, amount }) => `${fromStroops7(toStroops(amount))} ${asset}`),
    price: transaction.outflows.map(priceLine),
    policy: String(transaction.verdict.policyVersion),
    expires: approval.expiresAt.toISOString(),
  });
  return { canonical, digest: consentDigest(canonical).toString('hex') };
};

const priceLine = ({ asset, price }: StoredOutflow): string =>
  price ? `${asset} ${price.usd} ${price.at} ${price.source}` : `${asset} none`;
