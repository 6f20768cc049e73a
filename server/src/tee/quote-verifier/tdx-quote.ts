import { need } from './refuted.js';

/** What the processor measured of a confidential machine; registers are hex. */
export type TdReport = {
  teeTcbSvn: Buffer;
  mrSignerSeam: string;
  seamAttributes: string;
  tdAttributes: bigint;
  mrtd: string;
  mrConfigId: string;
  rtmrs: [string, string, string, string];
  reportData: Buffer;
};

/** The report of the enclave that signs quotes. */
type QeReport = {
  miscSelect: string;
  attributes: string;
  mrSigner: string;
  isvProdId: number;
  isvSvn: number;
  reportData: Buffer;
};

export type TdxQuote = {
  /** Header and report: what the attestation key signs. */
  signed: Buffer;
  report: TdReport;
  signature: Buffer;
  attestationKey: Buffer;
  qeReportBytes: Buffer;
  qeReport: QeReport;
  qeReportSignature: Buffer;
  qeAuthData: Buffer;
  /** PCK certificate, its issuer and the root. */
  certificates: string;
};

const HEADER = 48;
const TD_REPORT = 584;
const TD_REPORT_15 = 648;
const MR_SERVICE_TD = 600;
const QE_REPORT = 384;
const MAX_BYTES = 64 * 1024;
const INTEL_QE = '939a7233f79c4ca9940a0db3957f0607';

/** Reads bytes from front to back, and never past their end. */
class Cursor {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}
  take(count: number): Buffer {
    need(this.at + count <= this.bytes.length, 'The quote is cut off.');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }
  u16 = (): number => this.take(2).readUInt16LE();
  u32 = (): number => this.take(4).readUInt32LE();
  rest = (): Buffer => this.bytes.subarray(this.at);
}

/** Takes a TDX quote of version 4 or 5 apart. It checks the form alone: nothing in it is believed yet. */
export const parseTdxQuote = (bytes: Buffer): TdxQuote => {
  need(bytes.length <= MAX_BYTES, `A quote has ${MAX_BYTES} bytes at most.`);
  const cursor = new Cursor(bytes);
  const version = readVersion(cursor.take(HEADER));
  const report = parseTdReport(version === 4 ? cursor.take(TD_REPORT) : takeBody(cursor));
  const signed = bytes.subarray(0, bytes.length - cursor.rest().length);
  const signatures = new Cursor(cursor.take(cursor.u32()));
  need(
    cursor.rest().every((byte) => byte === 0),
    'There is something behind the end of the quote.',
  );
  const [signature, attestationKey] = [signatures.take(64), signatures.take(64)];
  need(signatures.u16() === 6, 'The quote does not carry the report of a quoting enclave.');
  const qe = new Cursor(signatures.take(signatures.u32()));
  need(signatures.rest().length === 0, 'There is something behind the signatures of the quote.');
  return { signed, report, signature, attestationKey, ...parseQe(qe) };
};

const readVersion = (header: Buffer): number => {
  const [version, keyType, tee] = [header.readUInt16LE(0), header.readUInt16LE(2), header.readUInt32LE(4)];
  need(version === 4 || version === 5, `This is a quote of version ${version}. Versions 4 and 5 are read here.`);
  need(keyType === 2, 'The attestation key is not of the kind ECDSA P-256.');
  need(tee === 0x81, 'This is not a quote of an Intel TDX machine.');
  need(header.toString('hex', 12, 28) === INTEL_QE, 'The quoting enclave is not Intel’s.');
  return version;
};

/** Version 5 says which report follows: that of TDX 1.0, or that of 1.5, which is the same with two fields more. */
const takeBody = (cursor: Cursor): Buffer => {
  const [type, size] = [cursor.u16(), cursor.u32()];
  const known = (type === 2 && size === TD_REPORT) || (type === 3 && size === TD_REPORT_15);
  need(known, 'The quote does not carry the report of a TDX machine.');
  const body = cursor.take(size);
  // A service machine could move this one, with its memory, to another host.
  need(
    body.subarray(MR_SERVICE_TD).every((byte) => byte === 0),
    'The machine is bound to a service machine.',
  );
  return body;
};

const parseTdReport = (report: Buffer): TdReport => {
  const hex = (from: number, length = 48): string => report.toString('hex', from, from + length);
  return {
    teeTcbSvn: report.subarray(0, 16),
    mrSignerSeam: hex(64),
    seamAttributes: hex(112, 8),
    tdAttributes: report.readBigUInt64LE(120),
    mrtd: hex(136),
    mrConfigId: hex(184),
    rtmrs: [hex(328), hex(376), hex(424), hex(472)],
    reportData: report.subarray(520, 584),
  };
};

const parseQe = (cursor: Cursor) => {
  const qeReportBytes = cursor.take(QE_REPORT);
  const qeReportSignature = cursor.take(64);
  const qeAuthData = cursor.take(cursor.u16());
  need(cursor.u16() === 5, 'The quote does not carry the certificates of its processor.');
  const certificates = cursor.take(cursor.u32()).toString('latin1');
  need(cursor.rest().length === 0, 'There is something behind the certificates of the quote.');
  return { qeReportBytes, qeReport: parseQeReport(qeReportBytes), qeReportSignature, qeAuthData, certificates };
};

const parseQeReport = (report: Buffer): QeReport => ({
  miscSelect: report.toString('hex', 16, 20),
  attributes: report.toString('hex', 48, 64),
  mrSigner: report.toString('hex', 128, 160),
  isvProdId: report.readUInt16LE(256),
  isvSvn: report.readUInt16LE(258),
  reportData: report.subarray(320, 384),
});
