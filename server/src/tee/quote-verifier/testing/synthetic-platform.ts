import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { DAY_MS } from '../../../kernel/durations.js';
import type { Collateral } from '../collateral.js';
import { fingerprint, type Issued, issue, issueList, pckExtension, pem } from './synthetic-pki.js';

const COMPONENTS = [3, 3, 2, 2, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0];
const ZEROS_48 = '0'.repeat(96);
export const PROCESSOR = { fmspc: 'b0c06f000000', pceId: '0000', pceSvn: 11, components: COMPONENTS };
const MRSIGNER = 'dc9e2a7c6f948f17474e34a7fc43ed030f7c1563f1babddf6340c82e0e54a8c5';

/** What a test may have otherwise in a quote; every default is what the verifier accepts. */
export type QuoteParts = {
  version: 4 | 5;
  /** Version 5 carries the report of TDX 1.5 or the shorter one of 1.0. */
  tdx15: boolean;
  mrServiceTd: string;
  teeType: number;
  teeTcbSvn: number[];
  tdAttributes: bigint;
  mrSignerSeam: string;
  mrtd: string;
  mrConfigId: string;
  rtmrs: [string, string, string, string];
  reportData: Uint8Array;
  qe: { mrSigner: string; isvProdId: number; isvSvn: number; attributes: string };
  /** Data that the quoting enclave does not vouch for. */
  foreignAuthData: boolean;
};

const DEFAULTS: QuoteParts = {
  version: 4,
  tdx15: true,
  mrServiceTd: ZEROS_48,
  teeType: 0x81,
  teeTcbSvn: [6, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  tdAttributes: 1n << 28n,
  mrSignerSeam: ZEROS_48,
  mrtd: 'a1'.repeat(48),
  mrConfigId: ZEROS_48,
  rtmrs: ['b0'.repeat(48), 'b1'.repeat(48), 'b2'.repeat(48), ZEROS_48],
  reportData: new Uint8Array(64),
  qe: { mrSigner: MRSIGNER, isvProdId: 2, isvSvn: 4, attributes: '11000000000000000000000000000000' },
  foreignAuthData: false,
};

type Document = Record<string, unknown>;
/** What a test may have otherwise in the collateral. */
export type CollateralParts = {
  tcbInfo?: (document: Document) => Document;
  qeIdentity?: (document: Document) => Document;
  documentSigner?: Issued;
};

/**
 * Tests only: a processor maker of our own. It makes quotes and collateral in Intel's formats, under a root that the
 * verifier believes only when a test tells it to. No byte of it is Intel's.
 */
export class SyntheticPlatform {
  readonly root: Issued;
  readonly pckCa: Issued;
  readonly tcbSigner: Issued;
  readonly pck: Issued;
  private readonly attestationKey: KeyObject;
  private readonly attestationPoint: Buffer;

  constructor(readonly now: Date = new Date()) {
    this.root = issue({ name: 'Intel SGX Root CA', serial: 1n, ca: true }, now);
    this.pckCa = issue({ name: 'Intel SGX PCK Platform CA', serial: 2n, ca: true, issuer: this.root }, now);
    this.tcbSigner = issue({ name: 'Intel SGX TCB Signing', serial: 3n, issuer: this.root }, now);
    this.pck = this.processor(0x77aan);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.attestationKey = privateKey;
    this.attestationPoint = publicKey.export({ type: 'spki', format: 'der' }).subarray(-64);
  }

  /** Fingerprint of the root, for whoever shall believe it. */
  get rootSha256(): string {
    return fingerprint(this.root);
  }

  processor(serial: bigint, facts = PROCESSOR, issuer = this.pckCa): Issued {
    return issue({ name: 'Intel SGX PCK Certificate', serial, issuer, extensions: [pckExtension(facts)] }, this.now);
  }

  quote(
    change: Partial<QuoteParts> = {},
    chain: Issued[] = [this.pck, this.pckCa, this.root],
    signer = this.pck,
  ): Buffer {
    const parts = { ...DEFAULTS, ...change };
    const body = tdReport(parts);
    const signed = Buffer.concat([header(parts), ...(parts.version === 5 ? [bodyHead(body)] : []), body]);
    const authData = Buffer.alloc(32, 0x5a);
    const qe = qeReport(parts, this.attestationPoint, parts.foreignAuthData ? Buffer.alloc(32) : authData);
    const certificates = Buffer.from(`${pem(...chain)}\0`);
    const certified = Buffer.concat([
      ...[qe, raw(signer.key, qe), u16(authData.length), authData],
      ...[u16(5), u32(certificates.length), certificates],
    ]);
    const signatures = Buffer.concat([
      ...[raw(this.attestationKey, signed), this.attestationPoint],
      ...[u16(6), u32(certified.length), certified],
    ]);
    return Buffer.concat([signed, u32(signatures.length), signatures]);
  }

  collateral({ tcbInfo = same, qeIdentity = same, documentSigner = this.tcbSigner }: CollateralParts = {}): Collateral {
    const [tcb, qe] = [tcbInfo(this.tcbDocument()), qeIdentity(this.qeDocument())].map((one) => JSON.stringify(one));
    const issuers = pem(documentSigner, this.root);
    return {
      pck_crl_issuer_chain: pem(this.pckCa, this.root),
      root_ca_crl: issueList(this.root, this.now).toString('hex'),
      pck_crl: issueList(this.pckCa, this.now, { revoked: [0xdeadn] }).toString('hex'),
      tcb_info_issuer_chain: issuers,
      tcb_info: tcb!,
      tcb_info_signature: raw(documentSigner.key, Buffer.from(tcb!)).toString('hex'),
      qe_identity_issuer_chain: issuers,
      qe_identity: qe!,
      qe_identity_signature: raw(documentSigner.key, Buffer.from(qe!)).toString('hex'),
    };
  }

  private period() {
    const seconds = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
    return { issueDate: seconds(this.now.getTime() - DAY_MS), nextUpdate: seconds(this.now.getTime() + 29 * DAY_MS) };
  }

  private tcbDocument(): Document {
    const { fmspc, pceId, pceSvn } = PROCESSOR;
    const module = { mrsigner: ZEROS_48, attributes: '0'.repeat(16), attributesMask: 'F'.repeat(16) };
    const moduleLevels = [{ tcb: { isvsvn: 4 }, tcbStatus: 'UpToDate' }];
    const svns = (list: number[]) => list.map((svn) => ({ svn }));
    const level = (sgx: number[], tcbStatus: string) => ({
      tcb: { sgxtcbcomponents: svns(sgx), pcesvn: pceSvn, tdxtcbcomponents: svns([5, 0, 2, ...Array(13).fill(0)]) },
      tcbDate: '2026-01-01T00:00:00Z',
      tcbStatus,
    });
    const old = {
      ...level(
        COMPONENTS.map((svn) => Math.max(0, svn - 1)),
        'OutOfDate',
      ),
      advisoryIDs: ['INTEL-SA-00001'],
    };
    return {
      id: 'TDX',
      version: 3,
      ...this.period(),
      fmspc,
      pceId,
      tcbType: 0,
      tcbEvaluationDataNumber: 1,
      tdxModule: module,
      tdxModuleIdentities: [{ id: 'TDX_01', ...module, tcbLevels: moduleLevels }],
      tcbLevels: [level(COMPONENTS, 'UpToDate'), old],
    };
  }

  private qeDocument(): Document {
    return {
      id: 'TD_QE',
      version: 2,
      ...this.period(),
      tcbEvaluationDataNumber: 1,
      miscselect: '00000000',
      miscselectMask: 'FFFFFFFF',
      attributes: DEFAULTS.qe.attributes,
      attributesMask: 'FBFFFFFFFFFFFFFF0000000000000000',
      mrsigner: MRSIGNER.toUpperCase(),
      isvprodid: 2,
      tcbLevels: [{ tcb: { isvsvn: 4 }, tcbDate: '2026-01-01T00:00:00Z', tcbStatus: 'UpToDate' }],
    };
  }
}

const same = (document: Document): Document => document;
const raw = (key: KeyObject, message: Buffer): Buffer => sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const header = ({ version, teeType }: QuoteParts): Buffer =>
  Buffer.concat([
    ...[u16(version), u16(2), u32(teeType), Buffer.alloc(4)],
    ...[Buffer.from('939a7233f79c4ca9940a0db3957f0607', 'hex'), Buffer.alloc(20)],
  ]);

const bodyHead = (body: Buffer): Buffer => Buffer.concat([u16(body.length === 584 ? 2 : 3), u32(body.length)]);

const tdReport = (parts: QuoteParts): Buffer => {
  const isLong = parts.version === 5 && parts.tdx15;
  const bytes = Buffer.alloc(isLong ? 648 : 584);
  const put = (hex: string, at: number) => bytes.write(hex, at, 'hex');
  Buffer.from(parts.teeTcbSvn).copy(bytes);
  put(parts.mrSignerSeam, 64);
  bytes.writeBigUInt64LE(parts.tdAttributes, 120);
  put(parts.mrtd, 136);
  put(parts.mrConfigId, 184);
  for (const [index, rtmr] of parts.rtmrs.entries()) put(rtmr, 328 + 48 * index);
  bytes.set(parts.reportData, 520);
  if (isLong) put(parts.mrServiceTd, 600);
  return bytes;
};

const qeReport = ({ qe }: QuoteParts, point: Buffer, authData: Buffer): Buffer => {
  const bytes = Buffer.alloc(384);
  bytes.write(qe.attributes, 48, 'hex');
  bytes.write(qe.mrSigner, 128, 'hex');
  bytes.writeUInt16LE(qe.isvProdId, 256);
  bytes.writeUInt16LE(qe.isvSvn, 258);
  createHash('sha256').update(point).update(authData).digest().copy(bytes, 320);
  return bytes;
};
