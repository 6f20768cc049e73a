import { verify } from 'node:crypto';
import { z } from 'zod';
import { readChain } from './certificate.js';
import { assertChain, assertNotRevoked, type Trust } from './certificate-chain.js';
import { need, Refuted } from './refuted.js';
import type { RevocationList } from './revocation-list.js';

const SIGNER = 'Intel SGX TCB Signing';

export type SignedDocument = { name: string; text: string; signature: string; issuerChain: string };

const period = z.looseObject({ issueDate: z.iso.datetime(), nextUpdate: z.iso.datetime() });

/** Reads a JSON document that Intel's signer for such documents signed and that is in force. */
export const readSigned = <T>(
  { name, text, signature, issuerChain }: SignedDocument,
  shape: z.ZodType<T>,
  trust: Trust,
  lists: RevocationList[],
): T => {
  const chain = readChain(issuerChain);
  assertChain(chain, trust);
  assertNotRevoked(chain, lists);
  const [signer, , ...more] = chain;
  // Other certificates stand under the same root, those of processors among them, and must not sign these.
  need(
    signer?.name === SIGNER && !signer.x509.ca && more.length === 0,
    `The ${name} has a signer that may not sign it.`,
  );
  const bytes = Buffer.from(signature, 'hex');
  const isSigned = verify('sha256', Buffer.from(text), { key: signer.key, dsaEncoding: 'ieee-p1363' }, bytes);
  need(isSigned, `The ${name} is not signed by "${SIGNER}".`);
  const value = parse(name, text);
  assertInForce(name, read(name, value, period), trust.now);
  return read(name, value, shape);
};

const parse = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refuted(`The ${name} is not JSON.`);
  }
};

const read = <T>(name: string, value: unknown, shape: z.ZodType<T>): T => {
  const { success, data, error } = shape.safeParse(value);
  need(success, `The ${name} lacks or garbles "${error?.issues[0]?.path.join('.')}".`);
  return data;
};

const assertInForce = (name: string, { issueDate, nextUpdate }: z.infer<typeof period>, now: Date): void => {
  need(new Date(issueDate) <= now, `The ${name} is from the future: ${issueDate}.`);
  need(now < new Date(nextUpdate), `The ${name} ended at ${nextUpdate}.`);
};
