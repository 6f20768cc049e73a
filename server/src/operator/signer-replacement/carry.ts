import { setTimeout as wait } from 'node:timers/promises';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { attempt, FEE_TOO_LOW, type Turn } from '../../money/submission/submission.js';
import { TransactionStatus } from '../../rulebook/life.js';
import type { StellarGateway } from '../../stellar/gateway.js';
import type { SignedChange } from '../../vault/room/signers/signer-keys.js';

/** Sends the same bytes until the ledger has decided. Throws where they have not applied and never will. */
export const carry = async (gateway: StellarGateway, change: SignedChange, pollMs: number): Promise<void> => {
  const sent = { ...change, feeBump: null };
  for (let turn: Turn = 'FIRST'; ; turn = 'AGAIN', await wait(pollMs)) {
    const outcome = await attempt(gateway, sent, turn);
    if (outcome === null || outcome === FEE_TOO_LOW || outcome.status === TransactionStatus.UNKNOWN) continue;
    if (outcome.status === TransactionStatus.CONFIRMED) return;
    const why = 'failure' in outcome ? outcome.failure.message : 'It did not apply.';
    throw new DomainError(ErrorCode.TRANSACTION_FAILED, `The ledger did not take the change: ${why} ${AGAIN}`);
  }
};

const AGAIN = 'The key that signed before signs as before; run this again.';
