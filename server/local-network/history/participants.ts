// Which accounts an operation appears under.
import { accountIdOf, baseAccountIdOf } from '../ledger/addresses.js';
import type { OperationRecord } from './history.js';

export function operationParticipants({ body, sourceId }: OperationRecord): Set<string> {
  switch (body.type) {
    case 'createAccount':
      return new Set([sourceId, accountIdOf(body.value.destination)]);
    case 'payment':
      return new Set([sourceId, baseAccountIdOf(body.value.destination)]);
    default:
      return new Set([sourceId]);
  }
}

/** Operations that move money, as /payments lists them. */
export function isPayment({ body }: OperationRecord): boolean {
  return body.type === 'createAccount' || body.type === 'payment';
}
