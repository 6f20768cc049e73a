import canonicalize from 'canonicalize';
import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { mismatch } from '../../contract/refusals.js';

/**
 * The text of users/action-text.ts for `unfreeze` or `unfreezeAccount`, which must name this person, and this account or
 * none, and nothing besides. Gives the moment at which the person was asked.
 */
export const assertNamesUnfreeze = (
  canonical: string,
  { userId, accountId }: { userId: string; accountId: string | null },
  now: Date,
): Date => {
  const [header, id, user, action, args, issued, expires, end, ...more] = canonical.split('\n');
  const isSame =
    header === 'tuxedo-action/v1' &&
    id?.startsWith('id: ') &&
    user === `user: ${userId}` &&
    action === `action: ${accountId === null ? 'unfreeze' : 'unfreezeAccount'}` &&
    args === `arguments: ${canonicalize(accountId === null ? {} : { id: accountId })}`;
  if (!isSame || end !== '' || more.length > 0) throw mismatch();
  const [from, until] = [timeOf('issued: ', issued), timeOf('expires: ', expires)];
  // What claims to be asked for later than now could lift a freeze that is still to come.
  if (!(from <= now.getTime())) throw mismatch();
  if (!(until > now.getTime()))
    throw new DomainError(ErrorCode.CONSENT_MISMATCH, 'This confirmation has expired. Ask for it again.');
  return new Date(from);
};

const timeOf = (name: string, line = ''): number => (line.startsWith(name) ? Date.parse(line.slice(name.length)) : NaN);
