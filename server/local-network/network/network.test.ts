import { Account, Asset, Operation, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { beforeEach, expect, it } from 'vitest';
import { forgetfulJournal, type Journal } from '../journal/journal.js';
import { findAccount } from '../ledger/account-rules.js';
import { LOCAL_CONTACT_NAMES, localFriendbot, localKeypair } from '../ledger/assets.js';
import { LOCAL_PASSPHRASE } from '../ledger/passphrase.js';
import { openEnvelope } from '../transactions/transaction-frame.js';
import { Network } from './network.js';

const payer = localFriendbot();
const receiver = localKeypair(LOCAL_CONTACT_NAMES[0]).publicKey();

/** A journal whose next write can be held back or made to fail. */
class UnsteadyJournal implements Journal {
  replay = forgetfulJournal.replay;
  close = forgetfulJournal.close;
  next: Promise<void> = Promise.resolve();

  append(): Promise<void> {
    const now = this.next;
    this.next = Promise.resolve();
    return now;
  }
}

let journal: UnsteadyJournal;
let network: Network;
beforeEach(async () => {
  journal = new UnsteadyJournal();
  network = new Network({ journal, closeAfterMs: 1, idleCloseMs: 5000, nowMs: Date.now });
  await network.start();
});

function payment(amount: string) {
  const sequence = findAccount(network.entries, payer.publicKey())!.seqNum.toString();
  const options = { fee: '100', networkPassphrase: LOCAL_PASSPHRASE };
  const transaction = new TransactionBuilder(new Account(payer.publicKey(), sequence), options)
    .addOperation(Operation.payment({ destination: receiver, asset: Asset.native(), amount }))
    .setTimeout(0)
    .build();
  transaction.sign(payer);
  return openEnvelope(transaction.toEnvelope().toXdr('base64'));
}

const balance = () => findAccount(network.entries, receiver)!.balance;

it('shows nothing of a ledger, to anybody, before it is written', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  journal.next = promise;
  const [before, seq, told] = [balance(), network.lastClosed.seq, [] as number[]];
  network.onClose(({ ledger }) => told.push(ledger.seq));
  const frame = payment('5');
  const submission = network.submit(frame);
  if (submission.status !== 'PENDING') expect.unreachable(submission.status);

  await new Promise((done) => setTimeout(done, 30));
  expect([balance(), network.lastClosed.seq, told]).toEqual([before, seq, []]);
  expect(network.history.findTransaction(frame.hash)).toBeUndefined();
  expect(network.submit(payment('6')).status).toBe('TRY_AGAIN_LATER');

  resolve();
  const record = await submission.included;
  expect([record.ledger.seq, balance(), told]).toEqual([seq + 1, before + 50_000_000n, [seq + 1]]);
});

it('leaves no trace of a ledger that could not be written, and goes on with the next', async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  journal.next = promise;
  const [before, seq] = [balance(), network.lastClosed.seq];
  const frame = payment('5');
  const lost = network.submit(frame);
  if (lost.status !== 'PENDING') expect.unreachable(lost.status);
  await new Promise((done) => setTimeout(done, 30));
  reject(new Error('No space left on the device.'));
  await expect(lost.included).rejects.toThrow('No space left');
  expect([balance(), network.lastClosed.seq]).toEqual([before, seq]);

  const again = network.submit(frame);
  if (again.status !== 'PENDING') expect.unreachable(again.status);
  await again.included;
  expect([balance(), network.lastClosed.seq]).toEqual([before + 50_000_000n, seq + 1]);
});

it('keeps an included transaction out for a while, and then says that its sequence number is used', async () => {
  const frame = payment('5');
  const submission = network.submit(frame);
  if (submission.status !== 'PENDING') expect.unreachable(submission.status);
  await submission.included;
  expect(network.submit(frame)).toEqual({ status: 'TRY_AGAIN_LATER' });
  for (let ledger = 0; ledger < 10; ledger++) {
    const next = network.submit(payment('1'));
    if (next.status === 'PENDING') await next.included;
  }
  expect(network.submit(frame)).toMatchObject({ status: 'ERROR', result: { result: { type: 'txBadSeq' } } });
});
