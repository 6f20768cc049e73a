// Which accounts an operation appears under.
import type { xdr } from '@stellar/stellar-sdk/base';
import { accountIdOf, baseAccountIdOf } from '../ledger/addresses.js';

type Operation = { sourceId: string; body: xdr.OperationBody };

export function operationParticipants({ body, sourceId }: Operation): Set<string> {
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
export function isPayment({ body }: Pick<Operation, 'body'>): boolean {
  return body.type === 'createAccount' || body.type === 'payment';
}
