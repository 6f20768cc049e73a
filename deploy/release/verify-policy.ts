import type { Identity } from './identity.ts';

/** What `npm run verify -- attestation URL --policy FILE` demands of a deployment of this release. */
export const verifyPolicy = ({ git, images, nodeImage, observed }: Identity): Record<string, unknown> => {
  if (!observed) throw new Error('A policy is made of what a deployment shows. Give its document: --app-compose FILE.');
  if (observed.faults.length > 0)
    throw new Error(`What that deployment runs is not this release: ${observed.faults.join(' ')}`);
  return {
    version: 'tuxedo-release/v1',
    composeHashes: [observed.composeHash],
    tcb: { statuses: ['UpToDate'], advisories: [] },
    release: { commit: git.commit, images, ...(nodeImage && { nodeImage }) },
  };
};
