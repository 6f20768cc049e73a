import { DomainError, ErrorCode } from '../../kernel/errors.js';
import type { Account } from './records/account.entity.js';

const RETRY_SECONDS = 5;

/** The account's next number on the ledger belongs to whoever replaces its signer; a payment would take it away. */
export const isBusy = ({ busyUntil }: Pick<Account, 'busyUntil'>, now = new Date()): boolean =>
  busyUntil != null && busyUntil > now;

/** Asked with the row locked. The time passes by itself, so that a process that died keeps nobody from paying. */
export const assertNotBusy = (account: Account): void => {
  if (!isBusy(account)) return;
  const message = 'The key of this account is being replaced on the ledger. Try again in a moment.';
  throw new DomainError(ErrorCode.CONFLICT, message, {}, RETRY_SECONDS);
};
