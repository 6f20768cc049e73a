import { makeChat } from '../agent/chat/make-chat.js';
import { makeConsents, makeIdentity, makeUserDeletion } from '../identity/users/make-identity.js';
import { assertStillOpens } from '../keyring/keyring.store.js';
import { makeAccounts } from '../money/accounts/make-accounts.js';
import { makeApiKeys } from '../money/api-keys/make-api-keys.js';
import { makeTellers } from '../money/approvals/make-tellers.js';
import { unfinishedBusiness, unfinishedOf } from '../money/approvals/unfinished-business.js';
import { makePolicyChanges } from '../money/policy-changes/make-policy-changes.js';
import type { Timing } from '../money/proposals/timing.js';
import type { Foundations } from './foundations.js';
import { makeMoney } from './money.js';

type Outside = {
  demoContacts?: { name: string; address: string }[];
  timing?: Timing;
  recoveryCost?: number | undefined;
};

/** Every feature, the lower one first. What a lower one needs of an upper one is an interface that is filled in here. */
export const makeServices = (foundations: Foundations, { demoContacts = [], timing, recoveryCost }: Outside) => {
  const identity = makeIdentity({ ...foundations, tellers: makeTellers(foundations), recoveryCost });
  const money = makeMoney(foundations, timing);
  const { apiKeys, checks } = makeApiKeys({ ...foundations, endings: money.keyEndings });
  const { sessions, recoveryCodes } = identity;
  const waysIn = [sessions, recoveryCodes, apiKeys];
  const userDeletion = makeUserDeletion({ ...foundations, unfinished: unfinishedBusiness, waysIn });
  const mayLeave = (userId: string) => userDeletion.assertMayLeave(userId);
  return {
    ...foundations,
    ...identity,
    ...money,
    apiKeys,
    userDeletion,
    consents: makeConsents({ ...identity, checks: { ...checks, deleteUser: mayLeave } }),
    ...makePolicyChanges({ ...foundations, ...identity, ...money }),
    ...makeAccounts({
      ...foundations,
      ...money,
      demoContacts,
      prepareAccount: (account) => money.setup.prepare(account),
      keyStillOpens: assertStillOpens,
      unfinished: unfinishedOf,
    }),
    ...makeChat(foundations),
  };
};
export type Services = ReturnType<typeof makeServices>;
