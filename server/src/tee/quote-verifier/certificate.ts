import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { childrenOf, type Der, expectTag, readDer, readOid, readSerial, TAG } from './der.js';
import { need, Refuted } from './refuted.js';

/** A certificate with the parts that Node does not show: names as they are signed, and the extensions. */
export type Certificate = {
  x509: X509Certificate;
  key: KeyObject;
  sha256: string;
  serial: string;
  issuer: Buffer;
  subject: Buffer;
  /** Such as "Intel SGX Root CA". */
  name: string;
  extensions: ReadonlyMap<string, Buffer>;
};

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;
const MAX_CHAIN = 4;

/** All certificates of a PEM text, in its order. Nothing but white space and the zero at its end may stand between. */
export const readChain = (pem: string): Certificate[] => {
  const found = [...pem.matchAll(PEM)].map(([, body = '']) => body.replace(/\s/g, ''));
  need(pem.replace(PEM, '').replace(/[\s\0]/g, '') === '', 'There is something else between the certificates.');
  need(found.length > 0 && found.length <= MAX_CHAIN, `A chain has 1 to ${MAX_CHAIN} certificates.`);
  return found.map(decode).map(readCertificate);
};

/** Base64 in its one spelling. */
const decode = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  need(bytes.toString('base64') === text, 'A certificate is not written in base64.');
  return bytes;
};

const readCertificate = (encoded: Buffer): Certificate => {
  const x509 = parse(encoded);
  // `x509.raw` would leave out bytes behind its end, which nobody has signed.
  const [tbs] = childrenOf(readDer(encoded));
  const fields = childrenOf(expectTag(tbs, TAG.SEQUENCE));
  // Version 3 stands first, in a tag of its own; without it there are no extensions.
  need(fields[0]?.tag === 0xa0, 'A certificate is not of version 3.');
  const [, serial, , issuer, , subject, , ...rest] = fields;
  return {
    x509,
    key: p256(x509),
    sha256: createHash('sha256').update(x509.raw).digest('hex'),
    serial: readSerial(serial),
    issuer: expectTag(issuer, TAG.SEQUENCE).raw,
    subject: expectTag(subject, TAG.SEQUENCE).raw,
    name: /(?:^|\n)CN=([^\n]*)/.exec(x509.subject)?.[1] ?? '',
    extensions: extensionsOf(rest.find(({ tag }) => tag === 0xa3)),
  };
};

const parse = (encoded: Buffer): X509Certificate => {
  try {
    return new X509Certificate(encoded);
  } catch {
    throw new Refuted('A certificate cannot be read.');
  }
};

const p256 = (x509: X509Certificate): KeyObject => {
  const key = keyOf(x509);
  const isP256 = key?.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  need(key !== null && isP256, 'A certificate has a key that is not of the curve P-256.');
  return key;
};

// Node decodes the key only when it is asked for, and throws at what is none.
const keyOf = (x509: X509Certificate): KeyObject | null => {
  try {
    return x509.publicKey;
  } catch {
    return null;
  }
};

const extensionsOf = (tagged: Der | undefined): Map<string, Buffer> => {
  const found = new Map<string, Buffer>();
  const [list] = tagged ? childrenOf(tagged) : [];
  for (const extension of list ? childrenOf(list) : []) {
    const parts = childrenOf(extension);
    const id = readOid(parts[0]);
    need(!found.has(id), `A certificate has the extension ${id} twice.`);
    found.set(id, expectTag(parts.at(-1), TAG.OCTETS).content);
  }
  return found;
};
