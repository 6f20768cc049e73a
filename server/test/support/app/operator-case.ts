import { randomBytes } from 'node:crypto';
import { givenMasterKey, Secrets } from '../../../src/kernel/config.js';
import { KnownToken } from '../../../src/kernel/known-token.js';

/** Secrets of a server with an operator, and what the operator shows. */
export const withOperator = (masterKey: Uint8Array = new Uint8Array(randomBytes(32))) => {
  const operator = randomBytes(32).toString('hex');
  const secrets = new Secrets({ masterKey: givenMasterKey(masterKey), operatorToken: new KnownToken(operator) });
  return { operator, secrets };
};

const REPORT = 'state dryRun newDataKeys startedAt finishedAt moved skipped notOpeningCount notOpening message';
const KEY_STATUS = `mode activeVersion remaining notOpeningCount notOpening rewrap { ${REPORT} }
  versions { version state createdAt ageDays retiringAt retiredAt accounts retirable }`;
export const STATUS = `{ keyStatus { ${KEY_STATUS} } }`;
export const ROTATE = `mutation { rotateKeys { ${KEY_STATUS} } }`;
export const REWRAP = `mutation ($dryRun: Boolean = false, $newDataKeys: Boolean = false) {
  rewrapKeys(dryRun: $dryRun, newDataKeys: $newDataKeys) { ${REPORT} } }`;
