import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import type { PersonState, SealedState } from '../../contract/person-state.js';
import { policyFields } from '../../contract/policy-fields.js';
import type { PolicyChangeRequest, SealedRecord, SealedRow } from '../../contract/vault.js';
import type { PolicyJudge } from './judge.js';
import { assertNamesChanges, assertNewest, scopeOf, versionOf } from './policy-seal.js';
import type { Tools } from './vault-tools.js';

type Sealing = Pick<Tools, 'passkeys' | 'seals' | 'states'> & { judge: PolicyJudge; now: Date };
type SealedPolicy = { record: SealedRecord; mac: string; state: SealedState };

/** Seals a new version of a policy; a milder one with the person's word for exactly its changes alone. */
export const sealPolicy = (request: PolicyChangeRequest, parts: Sealing): Promise<SealedPolicy> => {
  const { record, holding } = request;
  const { seals, states } = parts;
  const fields = policyFields({ record });
  return states.exclusively(fields.userId, async () => {
    const state = states.open(fields.userId, request.state);
    const isSealed = (row: SealedRow): boolean => seals.isOn(row.record, row.mac);
    assertNewest(holding, state, { ...fields, isSealed });
    const isUnproved = await isMilderUnproved(request, state, parts);
    // Nobody's passkey stands behind it, and nothing that is built upon it later makes up for that.
    const isDemo = isUnproved || [holding.own, holding.account].some(isDemoPolicy);
    if (fields.version <= Math.max(0, ...Object.values(state.policyVersions)))
      throw new DomainError(ErrorCode.CONFLICT, 'A newer version of this policy is sealed already.');
    // The database may have lost one that was sealed, and its number must not stand for two.
    const version = Math.max(fields.version, (state.sealedUpTo ?? 0) + 1);
    const sealed = { ...record, version, kind: isDemo ? ('demo-policy' as const) : ('policy' as const) };
    const own = await states.write(state, { sealedUpTo: version });
    const policyVersions = { ...state.policyVersions, [scopeOf(fields.accountId)]: version };
    // It is the newest once the database holds it. Were it so before, a lost transaction would leave none that is.
    return { record: sealed, mac: seals.of(sealed), state: states.foreseen(own.state, { policyVersions }) };
  });
};

/** Whether it makes anything milder and no passkey stands behind that; only who has none may do so. */
const isMilderUnproved = async (
  { record, holding, consent }: PolicyChangeRequest,
  { passkeys: known = [] }: PersonState,
  { passkeys, judge, now }: Sealing,
): Promise<boolean> => {
  const fields = policyFields({ record });
  const changes = judge.changes(record, holding);
  if (consent) {
    assertNamesChanges(consent.canonical, fields, { from: versionOf(holding), changes, now });
    await passkeys.verify({ userId: fields.userId, ...consent });
    return false;
  }
  const isMilder = changes.some(({ looser }) => looser);
  if (isMilder && known.length > 0)
    throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'This makes the policy milder. Confirm it with your passkey.');
  return isMilder;
};

const isDemoPolicy = (row: SealedRow | null): boolean => row?.record.kind === 'demo-policy';
