import { createHash } from 'node:crypto';
import { Transaction } from '@stellar/stellar-sdk/base';
import { beforeEach, describe, expect, it } from 'vitest';
import { LENIENT, makeVault, NOW, PARTY, PASSPHRASES, VaultCase } from '../../../../test/support/app/vault-case.js';
import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { consentDigest } from '../../../rulebook/consent-text.js';
import { intentOf } from '../../../rulebook/intent.js';
import { methodsOf } from '../../channel/remote-vault.js';
import type { SignRequest } from '../../contract/vault.js';
import type { VaultApi } from '../../contract/vault-api.js';
import { isVerdictSigned, verdictMessage } from '../../contract/verdict-statement.js';
import { EmbeddedVault } from '../embedded-vault.js';
import type { Judgement } from './judge.js';

let subject: VaultCase;
beforeEach(async () => {
  subject = await VaultCase.open();
});

const ASKS: Partial<Judgement> = {
  decision: 'ASK',
  policyVersion: 7,
  engine: 'engine/9',
  rules: [{ rule: 'daily cap', decision: 'ASK', code: ErrorCode.SPENDING_LIMIT_EXCEEDED }],
  outflows: [{ asset: 'XLM', amount: 50_000_100n }],
};
const REFUSES: Partial<Judgement> = {
  decision: 'REFUSE',
  problem: new DomainError(ErrorCode.FROZEN, 'The account is frozen.'),
};
const judgedBy = (change: Partial<Judgement>) => {
  const judge = { judge: (request: never) => ({ ...LENIENT.judge.judge(request), transactionId: 'txn_a', ...change }) };
  const options = { ...PARTY, ...LENIENT, judge, networkPassphrases: PASSPHRASES, now: () => NOW };
  return VaultCase.open(undefined, new EmbeddedVault(new Uint8Array(32).fill(7), options));
};
const statementOf = async (request: SignRequest, of = subject) => (await of.vault.sign(request)).verdict.statement;

describe('the vault, when it signs,', () => {
  it('signs how it judged too, with the key that it names', async () => {
    const request = subject.byPolicy();
    const { verdict } = await subject.vault.sign(request);
    expect(isVerdictSigned(verdict)).toBe(true);
    expect(verdict.publicKey).toBe((await subject.vault.publicKeys()).verdict);
    const hash = new Transaction(request.envelope, PASSPHRASES.LOCAL).hash();
    expect(verdict.statement).toMatchObject({
      network: PASSPHRASES.LOCAL,
      transactionHash: Buffer.from(hash).toString('hex'),
      decision: 'ALLOW',
      authority: { kind: 'POLICY' },
      at: NOW.toISOString(),
      intentHash: createHash('sha256').update(intentOf(request.envelope)).digest('hex'),
    });
    expect(Buffer.from(verdictMessage(verdict.statement)).toString()).toMatch(/^tuxedo-verdict\/v1\n\{"at":/);
  });

  it('names the consent that answered, and all that its own judge said', async () => {
    const asked = await judgedBy(ASKS);
    const request = asked.byConsent();
    const { canonical } = request.authority as Extract<SignRequest['authority'], { kind: 'CONSENT' }>;
    expect(await statementOf(request, asked)).toMatchObject({
      transactionId: 'txn_a',
      decision: 'ASK',
      policyVersion: 7,
      policyEngine: 'engine/9',
      rules: ASKS.rules,
      outflows: [{ asset: 'XLM', amount: '5.0000100' }],
      authority: { kind: 'CONSENT', digest: consentDigest(canonical).toString('hex') },
    });
  });

  it('takes nothing of it from the caller', async () => {
    const claimed = subject.byPolicy({ authority: { kind: 'POLICY', policyVersion: 99 } });
    expect((await statementOf(claimed)).policyVersion).toBe(1);
  });

  it.each<[string, Partial<Judgement>, (of: VaultCase) => SignRequest, string]>([
    ['its policy refuses', REFUSES, (of) => of.byConsent(), 'FROZEN'],
    ['its policy asks and nobody answered', ASKS, (of) => of.byPolicy(), 'CONSENT_REQUIRED'],
    ['the consent is of another text', ASKS, (of) => of.byConsent({ user: 'usr_b' }), 'CONSENT_MISMATCH'],
    ['the passkey is not at home', {}, (of) => of.byConsent({}, {}, 'https://elsewhere.example'), 'CONSENT_MISMATCH'],
  ])('gives neither signature nor statement where %s', async (_what, change, request, code) => {
    const refusing = await judgedBy(change);
    const error = await refusing.vault.sign(request(refusing)).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'DomainError', code });
    expect(JSON.stringify([error, error.details])).not.toMatch(/transactionHash|signature|tuxedo-verdict/);
  });

  it('is the only way to a statement: no method signs one that it is given', async () => {
    const methods = Object.keys(methodsOf(subject.vault as unknown as VaultApi));
    expect(methods.filter((name) => /verdict|statement/i.test(name))).toEqual([]);
  });
});

describe('the key under the verdicts', () => {
  it('stays for one master key, and is no other key of it', async () => {
    const { audit, verdict } = await subject.vault.publicKeys();
    expect((await makeVault().publicKeys()).verdict).toBe(verdict);
    expect((await makeVault(new Uint8Array(32).fill(8)).publicKeys()).verdict).not.toBe(verdict);
    expect(verdict).not.toBe(audit);
    expect(Buffer.from(verdict, 'base64')).toHaveLength(32);
  });

  it('a signature is none for another statement, another key or another purpose', async () => {
    const { verdict } = await subject.vault.sign(subject.byPolicy());
    const { statement, signature } = verdict;
    for (const change of [
      ...[{ transactionId: 'txn_b' }, { policyVersion: 2 }, { decision: 'ASK' as const }, { policyEngine: 'other' }],
      ...[{ transactionHash: 'a'.repeat(64) }, { rules: [{ rule: 'x', decision: 'ALLOW' as const, code: null }] }],
    ])
      expect(isVerdictSigned({ ...verdict, statement: { ...statement, ...change } })).toBe(false);
    const { audit } = await subject.vault.publicKeys();
    expect(isVerdictSigned({ ...verdict, publicKey: audit })).toBe(false);
    const checkpoint = { userId: 'usr_a', seq: 1, root: 'a'.repeat(64), head: 'b'.repeat(64) };
    const other = await subject.vault.signCheckpoint(checkpoint);
    expect(isVerdictSigned({ ...verdict, publicKey: audit, signature: other })).toBe(false);
    const bytes = Buffer.from(signature, 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const flipped = Buffer.from(bytes);
      flipped[index]! ^= 1;
      expect(isVerdictSigned({ ...verdict, signature: flipped.toString('base64') })).toBe(false);
    }
  });
});
