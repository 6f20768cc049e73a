import type { Vault } from '../../vault/contract/vault.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { Timing } from '../proposals/timing.js';
import { type RefusalParts, RefusalService } from './refusal.service.js';
import { SignService } from './sign.service.js';
import { type SignableParts, SignableService } from './signable.service.js';
import { SigningGroundsService } from './signing-grounds.service.js';
import { SpendingCapGuard } from './spending-cap.guard.js';

export type SigningParts = Omit<SignableParts, 'grounds' | 'seals'> &
  RefusalParts & { vault: Vault; policy: PolicyService; timing?: Timing | undefined };

/** What stands around the one signature: the guard with its caps and refusals, and whoever asks the vault for it. */
export const makeSigning = ({ vault, timing, ...parts }: SigningParts) => {
  const { em, policy, requests, brake, audit, events } = parts;
  const grounds = new SigningGroundsService(policy, vault);
  const signable = new SignableService({ ...parts, grounds, seals: vault }, timing);
  const refusals = new RefusalService(parts);
  return {
    spendingCap: new SpendingCapGuard({ em, policy, signable, refusals, brake }),
    signer: new SignService({ vault, requests, grounds, audit, events }),
  };
};
