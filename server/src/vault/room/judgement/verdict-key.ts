import { fromStroops7 } from '../../../kernel/amount.js';
import { consentDigest } from '../../../rulebook/consent-text.js';
import { intentOf } from '../../../rulebook/intent.js';
import type { Authority } from '../../contract/vault.js';
import {
  intentHash,
  type VerdictProof,
  type VerdictStatement,
  verdictMessage,
} from '../../contract/verdict-statement.js';
import { publicKeyOf, signWith } from '../ciphers/ed25519.js';
import type { Judgement } from './judge.js';

/** Signs how the vault itself judged, beside a signature that it gives; no call of the vault reaches it otherwise. */
export class VerdictKey {
  constructor(private readonly seed: Uint8Array) {}

  get publicKey(): string {
    return Buffer.from(publicKeyOf(this.seed)).toString('base64');
  }

  sign(statement: VerdictStatement): VerdictProof {
    const signature = Buffer.from(signWith(this.seed, verdictMessage(statement))).toString('base64');
    return { statement, signature, publicKey: this.publicKey };
  }
}

type Reason = { kind: 'POLICY' } | Extract<Authority, { kind: 'CONSENT' }>;
type Signing = {
  request: { envelope: string; authority: Reason };
  passphrase: string;
  hash: Uint8Array;
  now: Date;
  key: { signer: string; account: string };
};

export const signedVerdict = (
  judgement: Judgement,
  { request, passphrase, hash, now, key }: Signing,
): VerdictStatement => {
  const { transactionId, decision, policyVersion, engine, rules, outflows, prices } = judgement;
  // Never reached: the vault throws at a refusal, before it signs anything.
  if (decision === 'REFUSE') throw new Error('What is refused has no statement.');
  return {
    transactionId,
    network: passphrase,
    transactionHash: Buffer.from(hash).toString('hex'),
    intentHash: intentHash(intentOf(request.envelope)),
    ...(key.signer !== key.account && { signer: key.signer }),
    decision,
    authority: authorityOf(request.authority),
    policyVersion,
    policyEngine: engine,
    rules: rules.map(({ rule, decision, code }) => ({ rule, decision, code })),
    outflows: outflows.map(({ asset, amount }) => ({ asset, amount: fromStroops7(amount) })),
    prices: prices.map(({ asset, usd, source, at }) => ({ asset, usd, source, at })),
    at: now.toISOString(),
  };
};

const authorityOf = (authority: Reason): VerdictStatement['authority'] =>
  authority.kind === 'POLICY'
    ? { kind: 'POLICY' }
    : { kind: 'CONSENT', digest: consentDigest(authority.canonical).toString('hex') };
