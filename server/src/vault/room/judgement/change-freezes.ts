import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { frozenAt, isFrozen, liftedAt } from '../../contract/freezes.js';
import type { PersonState, SealedState } from '../../contract/person-state.js';
import type { FreezeRequest, Grounds, KeyBinding, UnfreezeRequest } from '../../contract/vault.js';
import { needsNoPasskey } from './signing-rules.js';
import { assertNamesUnfreeze } from './unfreeze-text.js';
import type { Tools } from './vault-tools.js';

type Freezing = Pick<Tools, 'passkeys' | 'states'> & { now: Date };

/** Needs nobody's word: whoever notices something may stop it. */
export const freeze = ({ userId, scope, state: row }: FreezeRequest, { states, now }: Freezing): Promise<SealedState> =>
  states.exclusively(userId, async () => {
    const state = states.open(userId, row);
    return states.write(state, { freezes: frozenAt(state.freezes, scope, now) });
  });

/** Only the person's word for exactly this takes it away; who has never had a passkey does so for demo keys alone. */
export const unfreeze = (request: UnfreezeRequest, { states, passkeys, now }: Freezing): Promise<SealedState> => {
  const { userId, accountId, consent } = request;
  return states.exclusively(userId, async () => {
    const state = states.open(userId, request.state);
    const until = consent ? assertNamesUnfreeze(consent.canonical, { userId, accountId }, now) : now;
    if (consent) await passkeys.verify({ userId, ...consent });
    else if ((state.passkeys ?? []).length > 0)
      throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'This needs your passkey. Confirm it with one.');
    const scopes = accountId === null ? (['user', 'agent'] as const) : ([`account:${accountId}`] as const);
    return states.write(state, { freezes: liftedAt(state.freezes, [...scopes], until, consent !== null) });
  });
};

/** What the vault knows to be stopped, whatever the caller says; the caller may only add to it. */
export const withFreezes = (grounds: Grounds, { freezes }: PersonState, binding: KeyBinding): Grounds => {
  const isDemo = needsNoPasskey(binding);
  const { user, agent, account } = grounds.frozen;
  const frozen = {
    user: user || isFrozen(freezes, 'user', isDemo),
    agent: agent || isFrozen(freezes, 'agent', isDemo),
    account: account || isFrozen(freezes, `account:${binding.accountId}`, isDemo),
  };
  return { ...grounds, frozen };
};
