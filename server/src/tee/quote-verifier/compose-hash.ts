import { createHash } from 'node:crypto';
import { need } from './refuted.js';

/** SHA-256 over the compose file exactly as it is; written anew, even the same JSON has another hash. */
export const composeHashOf = (appCompose: string): string => createHash('sha256').update(appCompose).digest('hex');

/** The file that was handed out is the one that was measured, by the event log and, where it is set, by the host. */
export const checkCompose = (appCompose: string, measured: string, mrConfigId: string): string => {
  const hash = composeHashOf(appCompose);
  need(hash === measured, `The compose file has the hash ${hash}; measured was ${measured}.`);
  return `The compose file has the measured hash ${hash}. ${configured(hash, mrConfigId)}`;
};

const configured = (hash: string, mrConfigId: string): string => {
  const version = mrConfigId.slice(0, 2);
  if (/^0+$/.test(mrConfigId)) return 'The host set no second measurement of it.';
  if (version !== '01') return `The host’s second measurement is of version ${version}, which is not read here.`;
  need(mrConfigId === `01${hash}${'0'.repeat(30)}`, 'The machine was configured for another compose file.');
  return 'The machine was configured for it too.';
};
