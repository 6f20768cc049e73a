import { INTEL_ROOT_SHA256 } from '../../tee/quote-verifier/certificate-chain.js';
import { type Report, reportOf, type Step, step } from '../receipts/report.js';
import { type AttestationCase, AttestationCheck } from './attestation.check.js';

const TRUST =
  'What this cannot show: that nobody with physical access extracted keys from this processor (TEE.fail, WireTap, 2025), that the source of the compose file’s images is what you read, and who else may update this application.';
const OF_THE_QUOTE = new Set(['machine', 'report data', 'event log', 'compose file', 'release', 'system']);
const UNPROVED = ' BUT no processor is proved to have signed this quote.';
const OWN_ROOT = 'It was checked under a root of YOURS instead of Intel’s: it says NOTHING about real hardware.';

/** Checks evidence from outside, step by step. Nothing that the server says about itself is believed on its own. */
export const verifyAttestation = async (subject: AttestationCase): Promise<Report> => {
  const check = new AttestationCheck(subject);
  const all: [string, () => string][] = [
    ['document', () => check.document()],
    ['quote', () => check.readQuote()],
    ['collateral', () => check.checkCollateral()],
    ['processor', () => check.checkProcessor()],
    ['signature', () => check.checkSignature()],
    ['platform status', () => check.checkTcb()],
    ['machine', () => check.checkMachine()],
    ['nonce', () => check.checkNonce()],
    ['report data', () => check.checkReportData()],
    ['event log', () => check.checkEventLog()],
    ['compose file', () => check.checkComposeFile()],
    ['release', () => check.checkRelease()],
    ['system', () => check.checkSystem()],
    ['channel', () => check.checkChannel()],
  ];
  const steps: Step[] = [];
  for (const [name, run] of all) steps.push(await step(name, run));
  const isProved = steps.some(({ name, ok }) => name === 'signature' && ok);
  // Anybody can write a quote in which the rest fits.
  for (const one of steps) if (!isProved && one.ok && OF_THE_QUOTE.has(one.name)) one.message += UNPROVED;
  const isIntel = subject.trust.root === INTEL_ROOT_SHA256;
  return reportOf('attestation', steps, isIntel ? TRUST : `${OWN_ROOT} ${TRUST}`);
};
