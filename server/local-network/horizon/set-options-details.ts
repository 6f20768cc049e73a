// What Horizon tells of a setOptions: only what it changes.
import type { xdr } from '@stellar/stellar-sdk/base';
import { accountIdOf } from '../ledger/addresses.js';
import { renderFlags } from './render-account.js';
import { renderSignerKey } from './signer-key.js';

type Json = Record<string, unknown>;

export function setOptionsDetails(op: xdr.SetOptionsOp): Json {
  return {
    ...(op.inflationDest && { inflation_dest: accountIdOf(op.inflationDest) }),
    ...flagDetails('set', op.setFlags),
    ...flagDetails('clear', op.clearFlags),
    ...(op.masterWeight !== null && { master_key_weight: op.masterWeight }),
    ...(op.lowThreshold !== null && { low_threshold: op.lowThreshold }),
    ...(op.medThreshold !== null && { med_threshold: op.medThreshold }),
    ...(op.highThreshold !== null && { high_threshold: op.highThreshold }),
    ...(op.homeDomain && { home_domain: Buffer.from(op.homeDomain.bytes).toString('utf8') }),
    ...(op.signer && { signer_key: renderSignerKey(op.signer.key).key, signer_weight: op.signer.weight }),
  };
}

function flagDetails(verb: 'set' | 'clear', flags: number | null): Json {
  if (!flags) return {};
  const names = Object.entries(renderFlags(flags)).flatMap(([name, isOn]) => (isOn ? [name] : []));
  const bits = [1, 2, 4, 8].filter((bit) => (flags & bit) !== 0);
  return { [`${verb}_flags`]: bits, [`${verb}_flags_s`]: names };
}
