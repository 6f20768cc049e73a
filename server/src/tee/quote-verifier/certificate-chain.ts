import type { Certificate } from './certificate.js';
import { need } from './refuted.js';
import type { RevocationList } from './revocation-list.js';

/** SHA-256 over the DER of Intel's SGX root certificate, "Intel SGX Root CA", valid until the end of 2049. */
export const INTEL_ROOT_SHA256 = '44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3';

/** Whom to believe, and when: `root` is the fingerprint of the one root certificate. */
export type Trust = { root: string; now: Date };

/** The root at the end of a chain, if it is the pinned one. It is the only certificate that is believed by itself. */
export const pinnedRoot = (chain: Certificate[], { root }: Trust): Certificate => {
  const last = chain.at(-1);
  need(
    last !== undefined && last.sha256 === root,
    `A chain ends at another root: "${last?.name}", not the pinned one.`,
  );
  return last;
};

/** Each is signed by the next, all are valid now, and the last is the pinned root. */
export const assertChain = (chain: Certificate[], trust: Trust): void => {
  pinnedRoot(chain, trust);
  for (const certificate of chain) assertInForce(certificate, trust.now);
  for (const [index, issuer] of chain.slice(1).entries()) {
    const { name, x509, issuer: said } = chain[index]!;
    need(issuer.x509.ca, `"${issuer.name}" may not sign certificates.`);
    need(said.equals(issuer.subject), `"${name}" names another issuer than "${issuer.name}".`);
    need(x509.verify(issuer.key), `"${name}" is not signed by "${issuer.name}".`);
  }
};

const assertInForce = ({ name, x509 }: Certificate, now: Date): void => {
  need(x509.validFromDate <= now, `The certificate "${name}" is not valid yet.`);
  need(now <= x509.validToDate, `The certificate "${name}" ended at ${x509.validTo}.`);
};

/** Every certificate under the root must be looked up in the list of its issuer; without that list it is refused. */
export const assertNotRevoked = (chain: Certificate[], lists: RevocationList[]): void => {
  for (const { name, serial, issuer } of chain.slice(0, -1)) {
    const list = lists.find((one) => one.issuer.equals(issuer));
    need(list !== undefined, `There is no revocation list of the issuer of "${name}".`);
    need(!list.revoked.has(serial), `The certificate "${name}" with the serial number ${serial} was revoked.`);
  }
};
