import { keySetDigest, reportDataOf } from '../../tee/attestation/statement.js';
import type { Trust } from '../../tee/quote-verifier/certificate-chain.js';
import { INTEL_ROOT_SHA256 } from '../../tee/quote-verifier/certificate-chain.js';
import { readCollateral } from '../../tee/quote-verifier/collateral.js';
import { checkCompose } from '../../tee/quote-verifier/compose-hash.js';
import { type BootFacts, checkReplay, readBootFacts } from '../../tee/quote-verifier/event-log.js';
import {
  type CheckedCollateral,
  checkCollateral,
  checkPlatform,
  checkSignatures,
  judge,
  type Platform,
} from '../../tee/quote-verifier/quote-check.js';
import { need, Refuted } from '../../tee/quote-verifier/refuted.js';
import { assertSealedMachine } from '../../tee/quote-verifier/td-attributes.js';
import { parseTdxQuote, type TdxQuote } from '../../tee/quote-verifier/tdx-quote.js';
import { type GivenEvidence, readAnswer } from './answer.shape.js';
import type { ReleasePolicy } from './release-policy.js';

/** The key at the other end of the connection; null where the evidence came from a file or without TLS. */
export type Channel = { tlsKey: string | null };

/** What somebody outside has: the answer, his own collateral, nonce and demands, and whom he believes. */
export type AttestationCase = {
  answer: unknown;
  /** An error where it could not be had. */
  collateral: unknown;
  nonce: string;
  policy: ReleasePolicy;
  trust: Trust;
  channel: Channel;
};

const of = <T>(part: T | undefined, earlier: string): T => {
  if (part === undefined) throw new Refuted(`It was not checked, because the step "${earlier}" failed.`);
  return part;
};

/** One method a step; each returns a sentence or throws one. Later steps use what earlier ones have established. */
export class AttestationCheck {
  private evidence?: GivenEvidence;
  private quote?: TdxQuote;
  private collateral?: CheckedCollateral;
  private platform?: Platform;
  private boot?: BootFacts;

  constructor(private readonly subject: AttestationCase) {}

  document(): string {
    this.evidence = readAnswer(this.subject.answer);
    return 'The answer has the form of evidence.';
  }

  readQuote(): string {
    this.quote = parseTdxQuote(Buffer.from(of(this.evidence, 'document').quote, 'hex'));
    return 'It holds a quote of an Intel TDX machine.';
  }

  checkCollateral(): string {
    const { collateral, trust } = this.subject;
    if (collateral instanceof Error) throw new Refuted(`It could not be had. ${collateral.message}`);
    this.collateral = checkCollateral(readCollateral(collateral), trust);
    const [first, ...others] = this.collateral.lists.map(({ nextUpdate }) => nextUpdate.getTime());
    const until = new Date(Math.min(first!, ...others)).toISOString();
    const root = trust.root === INTEL_ROOT_SHA256 ? 'Intel’s root' : 'a root of YOURS, not Intel’s';
    return `Both revocation lists and both documents are signed up to ${root} and in force; the lists until ${until}.`;
  }

  checkProcessor(): string {
    const { lists } = of(this.collateral, 'collateral');
    this.platform = checkPlatform(of(this.quote, 'quote'), lists, this.subject.trust);
    return `A processor of family ${this.platform.facts.fmspc}, not revoked.`;
  }

  checkSignature(): string {
    checkSignatures(of(this.quote, 'quote'), of(this.platform, 'processor'));
    return 'The processor vouches for the quoting enclave, whose key signed the quote.';
  }

  checkTcb(): string {
    const { statuses, advisories: allowed } = this.subject.policy.tcb;
    const quote = of(this.quote, 'quote');
    const { status, advisories } = judge(quote, of(this.collateral, 'collateral'), of(this.platform, 'processor'));
    const open = advisories.filter((one) => !allowed.includes(one));
    const named = advisories.length > 0 ? `, advisories ${advisories.join(', ')}` : '';
    need(
      statuses.includes(status),
      `Intel calls this platform ${status}${named}. The policy takes ${statuses.join(', ')}.`,
    );
    need(open.length === 0, `Advisories are open that the policy does not allow: ${open.join(', ')}.`);
    return `Intel calls this platform ${status}${named}.`;
  }

  checkMachine(): string {
    return assertSealedMachine(of(this.quote, 'quote').report.tdAttributes);
  }

  checkNonce(): string {
    const { nonce } = of(this.evidence, 'document');
    need(nonce === this.subject.nonce, `The answer is to another nonce than yours: ${nonce ?? 'none'}. It may be old.`);
    return 'The answer is to your nonce.';
  }

  checkReportData(): string {
    const { keySet, keySetDigest: stated, policyEngine } = of(this.evidence, 'document');
    const digest = keySetDigest(keySet);
    need(digest === stated, 'The digest is not that of the key set beside it.');
    const expected = reportDataOf({ nonce: this.subject.nonce, keySetDigest: digest, policyEngine });
    const { reportData } = of(this.quote, 'quote').report;
    need(reportData.equals(expected), 'The quote is not over your nonce, these keys and this policy engine.');
    return `The quote is over your nonce, the key set ${digest} and ${policyEngine}.`;
  }

  checkEventLog(): string {
    const { eventLog } = of(this.evidence, 'document');
    const replayed = checkReplay(eventLog, of(this.quote, 'quote').report.rtmrs[3]);
    this.boot = readBootFacts(eventLog);
    return replayed;
  }

  checkComposeFile(): string {
    const { appCompose, composeHash } = of(this.evidence, 'document');
    const measured = of(this.boot, 'event log').composeHash;
    need(composeHash === measured, 'The answer states another compose hash than the event log.');
    return checkCompose(appCompose, measured, of(this.quote, 'quote').report.mrConfigId);
  }

  checkRelease(): string {
    const { composeHashes, appId, policyEngine } = this.subject.policy;
    const boot = of(this.boot, 'event log');
    const evidence = of(this.evidence, 'document');
    need(composeHashes.includes(boot.composeHash), `The compose hash ${boot.composeHash} is none of the policy’s.`);
    const isSame = boot.appId === evidence.appId && boot.instanceId === evidence.instanceId;
    need(isSame, 'The answer names another application or instance than the event log.');
    need(appId === undefined || appId === boot.appId, `The application is ${boot.appId}, not the policy’s.`);
    const engine = evidence.policyEngine;
    need(policyEngine === undefined || policyEngine === engine, `The policy engine is ${engine}, not the policy’s.`);
    return `Application ${boot.appId} runs a compose file that the policy names.`;
  }

  checkSystem(): string {
    const { osImageHashes, keyProviders, measurements } = this.subject.policy;
    const boot = of(this.boot, 'event log');
    const { mrtd, rtmrs } = of(this.quote, 'quote').report;
    const fits = (one: { mrtd: string; rtmr0: string; rtmr1: string; rtmr2: string }): boolean =>
      [one.mrtd, one.rtmr0, one.rtmr1, one.rtmr2].join() === [mrtd, ...rtmrs.slice(0, 3)].join();
    const os = boot.osImageHash;
    need(
      !osImageHashes || osImageHashes.includes(os ?? ''),
      `The OS image is ${os ?? 'not named'}, none of the policy’s.`,
    );
    need(
      !measurements || measurements.some(fits),
      `Firmware and system are measured as ${[mrtd, ...rtmrs.slice(0, 3)].join(' ')}.`,
    );
    const provider = providerId(boot.keyProvider);
    need(
      !keyProviders || keyProviders.includes(provider ?? ''),
      `The keys come from ${provider ?? 'somewhere unknown'}, not from the policy’s.`,
    );
    const open = [!osImageHashes && !measurements && 'OS image', !keyProviders && 'key provider'].filter(Boolean);
    return open.length === 0
      ? 'OS and key provider are the policy’s.'
      : `NOT CHECKED, because the policy names none: ${open.join(', ')}.`;
  }

  checkChannel(): string {
    const { tlsKey } = this.subject.channel;
    const isBound = tlsKey !== null && of(this.evidence, 'document').keySet.tlsKeys.includes(tlsKey);
    if (isBound) return 'This very connection ends in the machine.';
    need(
      this.subject.policy.channel === 'ANY',
      'The connection does not end in the machine, and the policy demands it.',
    );
    return 'NOT BOUND: the connection ends at a gateway or was none, so whoever runs it can read what you send.';
  }
}

const providerId = (payload: string): string | null => {
  try {
    const { id } = JSON.parse(Buffer.from(payload, 'hex').toString()) as { id?: unknown };
    return typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
};
