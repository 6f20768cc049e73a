import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Certificate, readChain } from './certificate.js';
import { assertChain, assertNotRevoked, pinnedRoot, type Trust } from './certificate-chain.js';
import type { Collateral } from './collateral.js';
import { type PckFacts, readPckFacts } from './pck-facts.js';
import { judgeQuotingEnclave, type QeIdentity, qeIdentityShape } from './qe-identity.js';
import { need, Refuted } from './refuted.js';
import { type RevocationList, readRevocationList } from './revocation-list.js';
import { readSigned } from './signed-document.js';
import { judgePlatform, type TcbInfo, tcbInfoShape } from './tcb-info.js';
import { type TcbVerdict, worst } from './tcb-status.js';
import type { TdxQuote } from './tdx-quote.js';

const PCK_ISSUERS = ['Intel SGX PCK Platform CA', 'Intel SGX PCK Processor CA'];

/** Collateral after every signature, list and date in it was checked. */
export type CheckedCollateral = { lists: RevocationList[]; tcbInfo: TcbInfo; qeIdentity: QeIdentity };
export type Platform = { pck: Certificate; facts: PckFacts };

/** Believes nothing but the pinned root: from there to the lists of the revoked, and to Intel's two documents. */
export const checkCollateral = (collateral: Collateral, trust: Trust): CheckedCollateral => {
  const issuers = readChain(collateral.pck_crl_issuer_chain);
  assertChain(issuers, trust);
  const rootList = readRevocationList(bytes(collateral.root_ca_crl), pinnedRoot(issuers, trust), trust.now);
  assertNotRevoked(issuers, [rootList]);
  const [issuer, , ...more] = issuers;
  need(
    issuers.length === 2 && more.length === 0 && isPckIssuer(issuer),
    'The list of revoked processors has an issuer that may not sign it.',
  );
  const lists = [rootList, readRevocationList(bytes(collateral.pck_crl), issuer!, trust.now)];
  const tcb = {
    text: collateral.tcb_info,
    signature: collateral.tcb_info_signature,
    issuerChain: collateral.tcb_info_issuer_chain,
  };
  const qe = {
    text: collateral.qe_identity,
    signature: collateral.qe_identity_signature,
    issuerChain: collateral.qe_identity_issuer_chain,
  };
  return {
    lists,
    tcbInfo: readSigned({ name: 'TCB information', ...tcb }, tcbInfoShape, trust, lists),
    qeIdentity: readSigned({ name: 'identity of the quoting enclave', ...qe }, qeIdentityShape, trust, lists),
  };
};

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const isPckIssuer = (certificate: Certificate | undefined): boolean =>
  certificate?.x509.ca === true && PCK_ISSUERS.includes(certificate.name);

/** The processor's certificate leads to the pinned root, and neither it nor its issuer was revoked. */
export const checkPlatform = (quote: TdxQuote, lists: RevocationList[], trust: Trust): Platform => {
  const chain = readChain(quote.certificates);
  assertChain(chain, trust);
  assertNotRevoked(chain, lists);
  const [pck, issuer] = chain;
  need(
    pck !== undefined && chain.length === 3 && isPckIssuer(issuer) && !pck.x509.ca,
    'This is not the chain of a processor.',
  );
  return { pck, facts: readPckFacts(pck) };
};

/** The processor vouches for the quoting enclave, and the key that this enclave vouches for signed the quote. */
export const checkSignatures = (quote: TdxQuote, { pck }: Platform): void => {
  const qe = signs(pck.key, quote.qeReportBytes, quote.qeReportSignature);
  need(qe, 'The report of the quoting enclave is not signed by the processor’s key.');
  const signed = signs(rawKey(quote.attestationKey), quote.signed, quote.signature);
  need(signed, 'The quote is not signed by its attestation key: it was changed.');
};

/** The worst of what Intel says about processor, TDX module and quoting enclave. */
export const judge = (quote: TdxQuote, { tcbInfo, qeIdentity }: CheckedCollateral, { facts }: Platform): TcbVerdict =>
  worst(judgePlatform(tcbInfo, facts, quote.report), judgeQuotingEnclave(qeIdentity, quote));

const signs = (key: KeyObject, message: Buffer, signature: Buffer): boolean =>
  verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);

const rawKey = (point: Buffer): KeyObject => {
  const [x, y] = [point.subarray(0, 32), point.subarray(32)].map((one) => one.toString('base64url'));
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x!, y: y! }, format: 'jwk' });
  } catch {
    throw new Refuted('The attestation key is no point of its curve.');
  }
};
