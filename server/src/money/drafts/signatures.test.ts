import { randomBytes } from 'node:crypto';
import { Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../../local-network/local-network.js';
import {
  approvalOf,
  approve,
  holdsOf,
  PATIENT,
  pay,
  rowOf,
  SMALL,
  settled,
} from '../../../test/support/app/money-case.js';
import { Ledger, stolenKeys } from '../../../test/support/app/signer-case.js';
import { createTestApp, type Person, type TestApp } from '../../../test/support/app/test-app.js';
import { givenMasterKey, Secrets } from '../../kernel/config.js';
import { networkDefinition, passphraseOf } from '../../kernel/networks.js';
import { HorizonGateway } from '../../stellar/horizon/horizon-gateway.js';
import { verifyReceipt } from '../../verify/receipts/verify-receipt.js';
import { paymentIntent } from './draft-intents.js';
import { levelsOf } from './signatures.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const masterKey = new Uint8Array(randomBytes(32));
let network: LocalNetwork;
let ledger: Ledger;
let app: TestApp;
let ada: Person;
let other: Keypair;
beforeAll(async () => {
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  ledger = new Ledger(network.url);
  app = await createTestApp({ network, secrets: new Secrets({ masterKey: givenMasterKey(masterKey.slice()) }) });
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.close();
});
beforeEach(async () => {
  ada = await app.person();
  other = Keypair.random();
});

const setOptions = async (options: Parameters<typeof Operation.setOptions>[0]): Promise<void> => {
  const { now } = await stolenKeys(app.orm, ada.accountId, masterKey);
  expect(await ledger.send(ada.address, now, options)).toBe('success');
};
const withSigner = (weight: number, rest: Parameters<typeof Operation.setOptions>[0] = {}) =>
  setOptions({ ...rest, signer: { ed25519PublicKey: other.publicKey(), weight } });
const READ = `query ($id: ID!, $transaction: ID!) {
  account(id: $id) { control { signers { key weight type ours } low medium high warnings } }
  transaction(id: $transaction) { warnings mayApplyUntil status failure { message } verdict { rules { rule matched message } } } }`;
const read = (transaction: string) => app.as(ada.actor, READ, { id: ada.accountId, transaction });

describe('an account that another signer can empty alone', () => {
  it('says so on itself and on the card, and is not asked about for that', async () => {
    await withSigner(1);
    const { id, status } = await pay(app, ada, SMALL);
    const { account, transaction } = await read(id);
    const warning = `The key ${other.publicKey()} can empty this account alone, without this server.`;
    expect(account.control).toMatchObject({ low: 0, medium: 0, high: 0, warnings: [warning] });
    expect(account.control.signers).toEqual([
      { key: ada.address, weight: 1, type: 'ed25519_public_key', ours: true },
      { key: other.publicKey(), weight: 1, type: 'ed25519_public_key', ours: false },
    ]);
    expect(transaction.warnings).toEqual([warning]);
    expect(status).not.toBe('AWAITING_APPROVAL');
  });
});

describe('an account for which one signature is not enough', () => {
  const raised = async (): Promise<string> => {
    await withSigner(1, { medThreshold: 2 });
    return (await pay(app, ada, SMALL)).id;
  };
  const completed = async (id: string) => {
    const envelope = TransactionBuilder.fromXdr((await rowOf(app, id)).envelope!, passphraseOf('LOCAL'));
    envelope.sign(other);
    return new HorizonGateway(networkDefinition('LOCAL', network.url)).submit(envelope.toXdr());
  };

  it('asks, and the card says so before anything is signed', async () => {
    const id = await raised();
    expect(await rowOf(app, id)).toMatchObject({ status: 'AWAITING_APPROVAL', envelope: null });
    const { transaction } = await read(id);
    const [rule] = transaction.verdict.rules.filter((one: { rule: string }) => one.rule === 'signatures');
    expect(rule).toMatchObject({ matched: true });
    expect(rule.message).toContain('needs another signature: this server can only give one');
    expect(transaction.warnings[0]).toBe(rule.message);
  });

  it('is unknown after the refusal, and confirmed with its receipt where the other signer completes it', async () => {
    const id = await raised();
    await approve(app, ada, { id, consentDigest: (await approvalOf(app, id)).digest });
    await expect.poll(async () => (await rowOf(app, id)).status, PATIENT).toBe('UNKNOWN');
    const { transaction } = await read(id);
    expect(transaction.failure.message).toMatch(
      /^The ledger did not take it yet: .*may still apply until \d\d:\d\d:\d\d UTC/,
    );
    expect(transaction.mayApplyUntil).not.toBeNull();
    expect(new Set(await holdsOf(app, id))).toEqual(new Set(['RESERVED']));
    expect(await completed(id)).toMatchObject({ kind: 'CONFIRMED' });
    expect(await settled(app, id, ada)).toMatchObject({ status: 'CONFIRMED', failure: null });
    expect(new Set(await holdsOf(app, id))).toEqual(new Set(['SPENT']));
    const { receipt } = await app.as(ada.actor, 'query ($id: ID!) { receipt(id: $id) }', { id });
    const { steps } = await verifyReceipt(JSON.stringify(receipt));
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('the threshold that an operation asks for', () => {
  const intent = (build: (builder: TransactionBuilder) => void): string => {
    const frame = { source: ada.address, passphrase: passphraseOf('LOCAL'), feeMax: 100n, memo: null };
    const payment = { destination: other.publicKey(), asset: 'XLM', amount: 1n, memo: null, opensAccount: false };
    const base = TransactionBuilder.fromXdr(paymentIntent(frame, payment), passphraseOf('LOCAL'));
    const builder = TransactionBuilder.cloneFrom(base as never).clearOperations();
    build(builder);
    return builder.setTimeout(0).build().toXdr();
  };
  const levelOf = (...operations: Parameters<TransactionBuilder['addOperation']>[0][]) =>
    levelsOf(
      intent((builder) => {
        for (const one of operations) builder.addOperation(one);
      }),
    );

  it.each([
    ['a home domain', 'medium', () => Operation.setOptions({ homeDomain: 'example.com' })],
    ['a weight of our own key', 'high', () => Operation.setOptions({ masterWeight: 0 })],
    ['a threshold', 'high', () => Operation.setOptions({ lowThreshold: 0 })],
    ['a merge', 'high', () => Operation.accountMerge({ destination: other.publicKey() })],
    ['a jump of the number', 'low', () => Operation.bumpSequence({ bumpTo: '7' })],
    ['a data entry', 'medium', () => Operation.manageData({ name: 'a', value: 'b' })],
  ] as const)('%s: %s', (_what, level, operation) => {
    expect(levelOf(operation()).get(ada.address)).toBe(level);
  });

  it('is asked of each account that an operation acts for', () => {
    const source = other.publicKey();
    const levels = levelOf(
      Operation.bumpSequence({ bumpTo: '7' }),
      Operation.accountMerge({ destination: ada.address, source }),
    );
    expect([...levels]).toEqual([
      [ada.address, 'low'],
      [source, 'high'],
    ]);
  });
});
