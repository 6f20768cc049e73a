import type { EntityManager } from '@mikro-orm/core';
import type { Config } from '../../kernel/config.js';
import { freezeInVault } from '../../keyring/vault-freezes.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import type { Events } from '../../platform/events/events.js';
import { Rehearsals } from '../../platform/graphql/rehearsals.js';
import { relyingPartyOf } from '../../vault/contract/relying-party.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { ActionTellers } from '../consent/action-facts.js';
import { ConsentGuard } from '../consent/consent.guard.js';
import { type ConsentParts, ConsentService } from '../consent/consent.service.js';
import { Challenges } from '../passkeys/challenges.js';
import { PasskeyService } from '../passkeys/passkey.service.js';
import { PasskeyCeremony } from '../passkeys/passkey-ceremony.js';
import { SignInService } from '../passkeys/sign-in.service.js';
import { RecoveryCodesService } from '../recovery/recovery-codes.service.js';
import { PasskeyExemptions } from '../sessions/passkey-exemptions.js';
import { SessionService } from '../sessions/session.service.js';
import { UserService } from './user.service.js';
import { type DeletionParts, UserDeletionService } from './user-deletion.service.js';

export type IdentityParts = {
  em: EntityManager;
  config: Pick<Config, 'publicUrl'>;
  audit: AuditLog;
  events: Events;
  vault: Vault;
  /** What is written under an action that a person confirms; folders further up know of theirs. */
  tellers: ActionTellers;
  /** log2 of the work that a recovery code's hash takes. */
  recoveryCost?: number | undefined;
};

/** Who somebody is: passkeys, sessions, codes, and the word they give. */
export const makeIdentity = ({ em, config, audit, events, vault, tellers, recoveryCost }: IdentityParts) => {
  const challenges = new Challenges(em, vault);
  const ceremony = new PasskeyCeremony(relyingPartyOf(config.publicUrl));
  const exemptions = new PasskeyExemptions(em, vault);
  const sessions = new SessionService(em, { audit, events, vault });
  const passkeys = new PasskeyService(em, { challenges, ceremony, vault, audit, events, exemptions, sessions });
  const recoveryCodes = new RecoveryCodesService(em, { audit, events, vault }, undefined, recoveryCost);
  const signIn = new SignInService(em, { challenges, ceremony, passkeys, recoveryCodes, sessions, vault, audit });
  const consentGuard = new ConsentGuard(em, { challenges, passkeys, vault, exemptions, tellers });
  const users = new UserService(em, { vault, audit, events });
  const rehearsals = new Rehearsals();
  return {
    challenges,
    passkeys,
    exemptions,
    sessions,
    recoveryCodes,
    signIn,
    consentGuard,
    users,
    rehearsals,
    tellers,
  };
};

/** The questions; `checks` are those of folders further up, and each is asked before its question is. */
export const makeConsents = ({ checks, ...parts }: ConsentParts): ConsentService => {
  const { passkeys } = parts;
  return new ConsentService({
    ...parts,
    checks: {
      ...checks,
      addPasskey: (userId, { name }) => passkeys.assertRoomFor(userId, String(name)),
      removePasskey: (userId) => passkeys.assertMayRemove(userId),
    },
  });
};

/** The way out, which ends every way in, and lets nothing more be signed. */
export const makeUserDeletion = ({ vault, waysIn, ...parts }: Omit<DeletionParts, 'seals'> & { vault: Vault }) => {
  const signing = {
    dropAll: (tx: EntityManager, userId: string) => freezeInVault(vault, tx, { userId, scope: 'user' }),
  };
  return new UserDeletionService({ ...parts, seals: vault, waysIn: [...waysIn, signing] });
};
