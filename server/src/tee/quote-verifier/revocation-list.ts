import { verify } from 'node:crypto';
import type { Certificate } from './certificate.js';
import { childrenOf, type Der, expectTag, readDer, readOid, readSerial, readTime, TAG } from './der.js';
import { need } from './refuted.js';

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';

/** A list of revoked certificates that its issuer signed and that is in force. */
export type RevocationList = { issuer: Buffer; thisUpdate: Date; nextUpdate: Date; revoked: ReadonlySet<string> };

/**
 * Reads and checks a CRL: signed by the issuer, in the issuer's name, in force now. Libraries have skipped these, and
 * then whoever hands out the list can empty it.
 */
export const readRevocationList = (bytes: Buffer, issuer: Certificate, now: Date): RevocationList => {
  const of = `The revocation list of "${issuer.name}"`;
  need(bytes.length > 0, `${of} is missing.`);
  const [tbs, algorithm, signature, ...more] = childrenOf(expectTag(readDer(bytes), TAG.SEQUENCE));
  need(more.length === 0, `${of} has parts that do not belong there.`);
  const body = expectTag(tbs, TAG.SEQUENCE);
  need(algorithmOf(algorithm) === ECDSA_SHA256, `${of} is signed with another algorithm than ECDSA and SHA-256.`);
  const bits = expectTag(signature, TAG.BIT_STRING).content;
  const signed = verify('sha256', body.raw, { key: issuer.key, dsaEncoding: 'der' }, bits.subarray(1));
  need(bits[0] === 0 && signed, `${of} is not signed by it.`);
  const list = readBody(body);
  need(list.issuer.equals(issuer.subject), `${of} is in another issuer's name.`);
  need(list.thisUpdate <= now, `${of} is from the future: ${list.thisUpdate.toISOString()}.`);
  need(now < list.nextUpdate, `${of} ended at ${list.nextUpdate.toISOString()}.`);
  return list;
};

const algorithmOf = (der: Der | undefined): string => readOid(childrenOf(expectTag(der, TAG.SEQUENCE))[0]);
const isTime = (der: Der | undefined): boolean => der?.tag === TAG.UTC_TIME || der?.tag === TAG.TIME;

const readBody = (body: Der): RevocationList => {
  const fields = childrenOf(body);
  if (fields[0]?.tag === TAG.INTEGER) fields.shift();
  const [algorithm, issuer, thisUpdate, nextUpdate, ...rest] = fields;
  need(algorithmOf(algorithm) === ECDSA_SHA256, 'A revocation list names two algorithms.');
  need(isTime(nextUpdate), 'A revocation list does not say when it ends.');
  const entries = rest[0]?.tag === TAG.SEQUENCE ? childrenOf(rest.shift()!) : [];
  assertNothingCritical(rest);
  return {
    issuer: expectTag(issuer, TAG.SEQUENCE).raw,
    thisUpdate: readTime(thisUpdate),
    nextUpdate: readTime(nextUpdate),
    revoked: new Set(entries.map((entry) => readSerial(childrenOf(entry)[0]))),
  };
};

// A critical extension changes what the list means: it is a part of another one, or speaks for other issuers.
const assertNothingCritical = (rest: Der[]): void => {
  const [tagged, ...more] = rest;
  need(more.length === 0 && (!tagged || tagged.tag === 0xa0), 'A revocation list has parts that cannot be read.');
  const extensions = tagged ? childrenOf(tagged).flatMap(childrenOf) : [];
  for (const extension of extensions)
    need(childrenOf(extension).length === 2, 'A revocation list has an extension that would change its meaning.');
};
