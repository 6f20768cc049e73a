import { Scope } from '../../kernel/actor.js';
import { toStroops } from '../../kernel/amount.js';
import { canonicalAsset } from '../../kernel/assets.js';
import { displayName } from '../../kernel/display-name.js';
import { DAY_MS, MINUTE_MS } from '../../kernel/durations.js';
import { badInput } from '../../kernel/errors.js';
import type { AssetCap, RuleSet } from '../../rulebook/facts/policy.js';
import { isSameCap } from '../../rulebook/rules/strictest.js';
import type { ApiKeyCapInput, CreateApiKeyInput } from './api-key.inputs.js';

const LIFE_MS = 90 * DAY_MS;
/** A leap year and a clock that is a little off. */
const LIFE_MAX_MS = 366 * DAY_MS + MINUTE_MS;
const CAPS_MAX = 20;
const LIST_MAX = 200;

export type NewKey = { name: string; scopes: Scope[]; rules: Pick<RuleSet, 'caps' | 'allowList'>; expiresAt: Date };

/** What somebody asks for, checked. */
export const readKey = ({ name, scopes, caps, allowList, expiresAt }: CreateApiKeyInput, now: Date): NewKey => ({
  name: displayName(name, 'name of the key'),
  scopes: readScopes(scopes),
  rules: {
    ...(caps && caps.length > 0 && { caps: readCaps(caps) }),
    ...(allowList && { allowList: readList(allowList) }),
  },
  expiresAt: readExpiry(expiresAt ?? null, now),
});

const readScopes = (scopes: Scope[]): Scope[] => {
  if (scopes.includes(Scope.OPERATE)) throw badInput('OPERATE is for whoever runs this server. Leave it out.');
  if (scopes.includes(Scope.APPROVE))
    throw badInput('A key can never approve: that takes a person. Leave APPROVE out.');
  const held = Object.values(Scope).filter((scope) => scopes.includes(scope));
  if (held.length === 0) throw badInput('Name at least one scope, such as READ.');
  return held;
};

const readCaps = (inputs: ApiKeyCapInput[]): AssetCap[] => {
  if (inputs.length > CAPS_MAX) throw badInput(`A key has caps for at most ${CAPS_MAX} assets.`);
  const caps = inputs.map(readCap);
  if (caps.some((cap, index) => caps.findIndex(isSameCap(cap)) !== index))
    throw badInput('`caps` names an asset twice. Name each once.');
  return caps;
};

const readCap = ({ asset, network: on, perTransaction, perDay, overPerTransaction }: ApiKeyCapInput): AssetCap => {
  const network = on ?? 'LOCAL';
  if (perTransaction == null && perDay == null) throw badInput('Each cap needs `perTransaction`, `perDay`, or both.');
  if (overPerTransaction === 'ALLOW') throw badInput('`overPerTransaction` is ASK or REFUSE.');
  return {
    asset: canonicalAsset(asset, network),
    network,
    perTransaction: perTransaction == null ? null : toStroops(perTransaction),
    perDay: perDay == null ? null : toStroops(perDay),
    overPerTransaction: overPerTransaction ?? 'REFUSE',
  };
};

const readList = (addresses: string[]): string[] => {
  if (addresses.length === 0) throw badInput('`allowList` is empty: name an account, or leave it out.');
  const list = [...new Set(addresses)].sort();
  if (list.length > LIST_MAX) throw badInput(`\`allowList\` has at most ${LIST_MAX} addresses.`);
  return list;
};

const readExpiry = (expiresAt: Date | null, now: Date): Date => {
  const end = expiresAt ?? new Date(now.getTime() + LIFE_MS);
  if (end <= now) throw badInput('`expiresAt` is over already. Name a time to come.');
  if (end.getTime() > now.getTime() + LIFE_MAX_MS)
    throw badInput('A key lives a year at most. Name an earlier `expiresAt`.');
  return end;
};
