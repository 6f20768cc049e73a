import type { EnclaveEvent } from '../../../tee/attestation/enclave.js';
import { type KeySet, keySetDigest, reportDataOf } from '../../../tee/attestation/statement.js';
import { SyntheticMachine } from '../../../tee/attestation/testing/synthetic-machine.js';
import type { Collateral } from '../../../tee/quote-verifier/collateral.js';
import { composeHashOf } from '../../../tee/quote-verifier/compose-hash.js';
import { readBootFacts } from '../../../tee/quote-verifier/event-log.js';
import type { QuoteParts } from '../../../tee/quote-verifier/testing/synthetic-platform.js';
import type { AttestationCase } from '../attestation.check.js';
import { type ReleasePolicy, readPolicy } from '../release-policy.js';

const POLICY_ENGINE = 'tuxedo-policy/1';
const KEY_SET: KeySet = {
  version: 'tuxedo-key-set/v1',
  auditCheckpointKey: Buffer.alloc(32, 7).toString('base64'),
  verdictKey: null,
  tlsKeys: [],
};

/** An answer of /attestation in which a test can change anything. */
type SyntheticAnswer = {
  mode: string;
  nonce: string | null;
  evidence: Record<string, any> & { eventLog: EnclaveEvent[]; keySet: KeySet };
};
export type SyntheticCase = Omit<AttestationCase, 'answer' | 'collateral' | 'policy'> & {
  machine: SyntheticMachine;
  answer: SyntheticAnswer;
  collateral: Collateral;
  policy: ReleasePolicy;
};

/** Makes a quote anew, for a test that changed what is under it. */
export const tdxQuoteFor = (subject: SyntheticCase, change: Partial<QuoteParts> = {}): string => {
  const { keySet, policyEngine, nonce } = subject.answer.evidence;
  const reportData = reportDataOf({ nonce, policyEngine, keySetDigest: keySetDigest(keySet) });
  return subject.machine.quote(reportData, change).toString('hex');
};

/** Everything fits, under the synthetic root. */
export const syntheticCase = (machine: SyntheticMachine = new SyntheticMachine()): SyntheticCase => {
  const { platform, appCompose } = machine;
  const nonce = '0123456789abcdef'.repeat(4);
  const facts = readBootFacts(machine.log);
  const digest = keySetDigest(KEY_SET);
  const reportData = reportDataOf({ nonce, keySetDigest: digest, policyEngine: POLICY_ENGINE });
  const evidence = {
    nonce,
    appCompose,
    composeHash: facts.composeHash,
    appId: facts.appId,
    instanceId: facts.instanceId,
    quote: machine.quote(reportData).toString('hex'),
    keySet: structuredClone(KEY_SET),
    keySetDigest: digest,
    eventLog: machine.log.map((one) => ({ ...one, digest: '' })),
    policyEngine: POLICY_ENGINE,
    vmConfig: null,
    generatedAt: platform.now.toISOString(),
    ageSeconds: 0,
  };
  return {
    machine,
    answer: { mode: 'REQUIRED', nonce, evidence },
    nonce,
    collateral: platform.collateral(),
    policy: readPolicy({ version: 'tuxedo-release/v1', composeHashes: [composeHashOf(appCompose)] }),
    trust: { root: platform.rootSha256, now: platform.now },
    channel: { tlsKey: null },
  };
};
