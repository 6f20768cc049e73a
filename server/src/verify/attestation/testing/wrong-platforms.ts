import { INTEL_ROOT_SHA256 } from '../../../tee/quote-verifier/certificate-chain.js';
import { octets, oid, sequence, yes } from '../../../tee/quote-verifier/testing/der-writer.js';
import { issue, pckExtension, pem } from '../../../tee/quote-verifier/testing/synthetic-pki.js';
import { PROCESSOR } from '../../../tee/quote-verifier/testing/synthetic-platform.js';
import {
  answer,
  at,
  bit,
  bytes,
  type Change,
  chained,
  collateral,
  daysFrom,
  evidence,
  level,
  list,
  newest,
  platform,
  qe,
  quote,
  tcb,
  type Wrong,
} from './wrong.js';

const { now, root, pckCa, tcbSigner, pck } = platform;
const otherRoot = issue({ name: 'Intel SGX Root CA', serial: 1n, ca: true }, now);
const noCa = issue({ name: 'Intel SGX PCK Platform CA', serial: 9n, issuer: root }, now);
const wrongName = issue({ name: 'Some Other CA', serial: 10n, ca: true, issuer: root }, now);
const facts = [pckExtension(PROCESSOR)];
const name = 'Intel SGX PCK Certificate';
const ended = issue({ name, serial: 11n, issuer: pckCa, to: daysFrom(-1), extensions: facts }, now);
const bare = issue({ name, serial: 12n, issuer: pckCa }, now);
const foreign = platform.processor(13n, PROCESSOR, noCa);
const delta = sequence(oid('2.5.29.27'), yes(), octets(sequence()));
const MRSIGNER = 'dc9e2a7c6f948f17474e34a7fc43ed030f7c1563f1babddf6340c82e0e54a8c5';
const QE = { mrSigner: MRSIGNER, isvProdId: 2, isvSvn: 4, attributes: '11'.padEnd(32, '0') };
const svns = (...first: number[]): number[] => [...first, ...Array<number>(16 - first.length).fill(0)];
// After the two parts that both reports share stand six bytes, and then the quoting enclave's report.
const QE_REPORT = 636 + 128 + 6;

const quoteOfKind: Change = (subject) => {
  quote({ version: 5 })(subject);
  bytes((raw) => raw.writeUInt16LE(1, 48))(subject);
};

const ANSWERS = at('document', [
  ['a server without an enclave', /in no enclave/, answer({ mode: 'OFF', evidence: null })],
  ['a server that claims an enclave and shows none', /in no enclave/, answer({ evidence: null })],
  ['an answer without a mode', /not an answer of/, answer({ mode: undefined })],
  ['a key set with a key more', /not an answer of/, evidence((one) => Object.assign(one.keySet, { admin: 'x' }))],
  ['a quote that is not hex', /not an answer of/, evidence((one) => Object.assign(one, { quote: 'zz' }))],
]);

const QUOTES = at('quote', [
  ['a quote that is cut off', /cut off/, bytes((raw) => raw.subarray(0, 900))],
  ['an empty quote', /cut off/, bytes(() => Buffer.alloc(0))],
  ['bytes behind the quote', /behind the end/, bytes((raw) => Buffer.concat([raw, Buffer.from([1])]))],
  ['a quote of an SGX enclave', /not a quote of an Intel TDX/, quote({ teeType: 0 })],
  ['a quote of version 3', /version 3/, bytes((raw) => raw.writeUInt16LE(3))],
  ['a machine bound to a service machine', /service machine/, quote({ version: 5, mrServiceTd: '01'.repeat(48) })],
  ['a report of an unknown kind', /report of a TDX machine/, quoteOfKind],
  ['a quoting enclave of another vendor', /not Intel’s/, bytes((raw) => raw.fill(1, 12, 28))],
]);

const LISTS = at('collateral', [
  ['a root list that is empty', /"Intel SGX Root CA" is missing/, collateral({ root_ca_crl: '' })],
  ['a processor list that is empty', /Platform CA" is missing/, collateral({ pck_crl: '' })],
  ['a list of garbage', /DER/, collateral({ pck_crl: 'deadbeef' })],
  [
    'a list with another serial number in it',
    /not signed by it/,
    ({ collateral: one }) => {
      one.pck_crl = one.pck_crl.replace('dead', 'deae');
    },
  ],
  ['a list that another issuer signed', /not signed by it/, collateral({ pck_crl: list(root) })],
  ['a list in another name', /another issuer's name/, collateral({ pck_crl: list(pckCa, { issuerName: 'Else' }) })],
  [
    'a list that has ended',
    /ended at/,
    collateral({ root_ca_crl: list(root, { from: daysFrom(-9), to: daysFrom(-1) }) }),
  ],
  ['a list from the future', /from the future/, collateral({ pck_crl: list(pckCa, { from: daysFrom(1) }) })],
  ['a part of a list', /change its meaning/, collateral({ pck_crl: list(pckCa, { extensions: [delta] }) })],
  ['a revoked issuer', /serial number 2 was/, collateral({ root_ca_crl: list(root, { revoked: [2n] }) })],
  ['a revoked signer', /serial number 3 was/, collateral({ root_ca_crl: list(root, { revoked: [3n] }) })],
  [
    'another issuer of processors',
    /issuer that may not sign/,
    collateral({
      pck_crl_issuer_chain: pem(wrongName, root),
      pck_crl: list(wrongName),
    }),
  ],
]);

const DOCUMENTS = at('collateral', [
  [
    'collateral that could not be had',
    /could not be had\. no route/,
    (subject) => Object.assign(subject, { collateral: new Error('no route') }),
  ],
  ['another root in it', /another root/, collateral({ tcb_info_issuer_chain: pem(tcbSigner, otherRoot) })],
  [
    'TCB information that was edited',
    /not signed/,
    ({ collateral: one }) => {
      one.tcb_info = one.tcb_info.replace('OutOfDate', 'UpToDate');
    },
  ],
  ['TCB information that has ended', /ended/, tcb((one) => Object.assign(one, { nextUpdate: daysFrom(-1) }))],
  ['TCB information from the future', /future/, tcb((one) => Object.assign(one, { issueDate: daysFrom(1) }))],
  ['TCB information about SGX', /garbles "id"/, tcb((one) => Object.assign(one, { id: 'SGX' }))],
  ['an identity that has ended', /ended/, qe((one) => Object.assign(one, { nextUpdate: daysFrom(-1) }))],
  [
    'documents that a processor signed',
    /a signer that may not/,
    (subject) => {
      const chain = pem(pck, pckCa, root);
      subject.collateral = { ...platform.collateral({ documentSigner: pck }), tcb_info_issuer_chain: chain };
    },
  ],
  ['collateral a month later', /ended at/, ({ trust }) => Object.assign(trust, { now: daysFrom(40) })],
  [
    'the synthetic root under Intel’s pin',
    /another root/,
    ({ trust }) => Object.assign(trust, { root: INTEL_ROOT_SHA256 }),
  ],
]);

const PROCESSORS = at('processor', [
  ['a revoked processor', /number 77aa was/, collateral({ pck_crl: list(pckCa, { revoked: [1n, 0x77aan] }) })],
  ['a processor under another root', /another root/, chained([pck, pckCa, otherRoot])],
  ['a processor whose issuer is no authority', /may not sign/, chained([foreign, noCa, root], foreign)],
  ['a processor that its issuer did not sign', /is not signed by/, chained([foreign, pckCa, root], foreign)],
  ['a processor whose certificate has ended', /ended at/, chained([ended, pckCa, root], ended)],
  ['a certificate of no processor', /nothing about a processor/, chained([bare, pckCa, root], bare)],
  ['a chain that is cut off', /another root/, chained([pck, pckCa])],
]);

const SIGNATURES = at('signature', [
  ['a quote in which one bit was changed', /was changed/, bit(200)],
  ['a header in which one bit was changed', /was changed/, bit(30)],
  ['a quoting enclave of another processor', /processor’s key/, chained([platform.processor(21n), pckCa, root])],
  ['a quoting enclave whose report was changed', /processor’s key/, bit(QE_REPORT + 200)],
]);

const STATUSES = at('platform status', [
  ['a key that nobody vouches for', /does not vouch/, quote({ foreignAuthData: true })],
  ['a quoting enclave of another signer', /not signed by/, quote({ qe: { ...QE, mrSigner: '11'.repeat(32) } })],
  ['another product of the signer', /another product/, quote({ qe: { ...QE, isvProdId: 1 } })],
  ['a debugged quoting enclave', /other attributes/, quote({ qe: { ...QE, attributes: '13'.padEnd(32, '0') } })],
  ['a quoting enclave that is too old', /older than any/, quote({ qe: { ...QE, isvSvn: 1 } })],
  [
    'a processor out of date',
    /OutOfDate, advisories INTEL-SA-00001/,
    tcb(({ tcbLevels: [one] }) => {
      one.tcb.sgxtcbcomponents[0].svn = 99;
    }),
  ],
  ['a level that Intel revoked', /Revoked/, newest({ tcbStatus: 'Revoked' })],
  ['a processor below every level', /no security level/, level((one) => Object.assign(one.tcb, { pcesvn: 99 }))],
  ['a processor of another family', /is about processors/, tcb((one) => Object.assign(one, { fmspc: '00'.repeat(6) }))],
  ['a platform to be configured', /ConfigurationNeeded/, newest({ tcbStatus: 'ConfigurationNeeded' })],
  ['an open advisory', /Advisories are open/, newest({ advisoryIDs: ['INTEL-SA-00002'] })],
  ['a TDX loader that is too old', /no security level/, quote({ teeTcbSvn: svns(6, 1, 1) })],
  ['a first TDX module that is too old', /no security level/, quote({ teeTcbSvn: svns(4, 0, 3) })],
  ['a TDX module that is too old', /older than any/, quote({ teeTcbSvn: svns(3, 1, 3) })],
  ['a TDX module that nobody knows', /TDX_07/, quote({ teeTcbSvn: svns(6, 7, 3) })],
  ['a TDX module that is not Intel’s', /not signed by Intel/, quote({ mrSignerSeam: '22'.repeat(48) })],
]);

/** Wrong answers, quotes, lists, documents and processors: everything up to what Intel says. */
export const WRONG_PLATFORMS: Wrong[] = [
  ...[...ANSWERS, ...QUOTES, ...LISTS, ...DOCUMENTS],
  ...[...PROCESSORS, ...SIGNATURES, ...STATUSES],
];
