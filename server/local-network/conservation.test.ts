import { Account, Asset, Keypair, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findAccount } from './ledger/account-rules.js';
import { accountIdOf } from './ledger/addresses.js';
import { localIssuer, localRoot } from './ledger/assets.js';
import { assertFollows, type ClosedLedger, sealLedger, TOTAL_STROOPS } from './ledger/closed-ledger.js';
import { EntryLayer, EntryStore } from './ledger/entry-store.js';
import { genesisLedger } from './ledger/genesis.js';
import { LOCAL_PASSPHRASE } from './ledger/passphrase.js';
import { replayChanges } from './ledger/replay.js';
import { applyAll } from './transactions/apply.js';
import { isSuccess } from './transactions/outcome.js';
import { openEnvelope, type TransactionFrame } from './transactions/transaction-frame.js';

const PEOPLE = Array.from({ length: 4 }, (_, index) => Keypair.fromRawEd25519Seed(Buffer.alloc(32, index + 1)));
const STRANGER = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 99));
const ISSUER = localIssuer('USDC');
const USDC = new Asset('USDC', ISSUER.publicKey());
const SOURCES = [...PEOPLE, ISSUER];
const DESTINATIONS = [...PEOPLE, STRANGER, ISSUER];

type Step = { kind: 'create' | 'pay' | 'payUsdc' | 'trust' | 'signer'; from: number; to: number; stroops: bigint };

/** Mostly amounts around what people have, sometimes ones that no balance holds. */
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('create', 'pay', 'payUsdc', 'trust', 'signer'),
  from: fc.nat({ max: SOURCES.length - 1 }),
  to: fc.nat({ max: DESTINATIONS.length - 1 }),
  stroops: fc.oneof(fc.bigInt(1n, 90_000_000n), fc.bigInt(1n, 90_000_000n), fc.bigInt(1n, 2n ** 62n)),
});

const decimal = (stroops: bigint) => `${stroops / 10_000_000n}.${String(stroops % 10_000_000n).padStart(7, '0')}`;

function operationOf({ kind, to, stroops }: Step): xdr.Operation {
  const destination = DESTINATIONS[to]!.publicKey();
  if (kind === 'create') return Operation.createAccount({ destination, startingBalance: decimal(stroops) });
  if (kind === 'trust') return Operation.changeTrust({ asset: USDC, limit: decimal(stroops) });
  if (kind === 'signer')
    return Operation.setOptions({ signer: { ed25519PublicKey: destination, weight: Number(stroops % 3n) } });
  const asset = kind === 'pay' ? Asset.native() : USDC;
  return Operation.payment({ destination, asset, amount: decimal(stroops) });
}

class Book {
  readonly entries = new EntryStore();
  readonly ledgers: ClosedLedger[] = [genesisLedger()];

  constructor() {
    replayChanges(this.entries, this.ledgers[0]!);
    const open = (person: Keypair) =>
      Operation.createAccount({ destination: person.publicKey(), startingBalance: '10' });
    this.close([this.frame(localRoot(), PEOPLE.map(open))]);
    this.close(PEOPLE.map((person) => this.frame(person, [Operation.changeTrust({ asset: USDC, limit: '20' })])));
    const pay = (person: Keypair) => Operation.payment({ destination: person.publicKey(), asset: USDC, amount: '10' });
    this.close([this.frame(ISSUER, PEOPLE.map(pay))]);
  }

  frame(source: Keypair, operations: xdr.Operation[]): TransactionFrame {
    const sequence = findAccount(this.entries, source.publicKey())!.seqNum.toString();
    const options = { fee: '100', networkPassphrase: LOCAL_PASSPHRASE };
    const builder = new TransactionBuilder(new Account(source.publicKey(), sequence), options).setTimeout(0);
    for (const operation of operations) builder.addOperation(operation);
    const transaction = builder.build();
    transaction.sign(source);
    return openEnvelope(transaction.toEnvelope().toXdr('base64'));
  }

  /** All in one ledger; of two transactions with the same source the second comes with a used sequence number. */
  close(frames: TransactionFrame[]): void {
    const previous = this.ledgers.at(-1)!;
    const at = { seq: previous.seq + 1, closeTime: BigInt(previous.seq) };
    const layer = new EntryLayer(this.entries, at.seq);
    const { transactions, fees } = applyAll(frames, layer, at);
    const feePool = previous.header.feePool + fees;
    this.ledgers.push(sealLedger({ previous, closeTime: at.closeTime, feePool, transactions, genesis: '' }));
    layer.mergeInto(this.entries);
  }

  allXlm(): bigint {
    let sum = this.ledgers.at(-1)!.header.feePool;
    for (const { data } of this.entries.all()) if (data.type === 'account') sum += data.value.balance;
    return sum;
  }

  dump(): string[] {
    return [...this.entries.all()].map((entry) => entry.toXdr('base64')).sort();
  }
}

function assertSound(entries: EntryStore): void {
  for (const { data } of entries.all()) {
    if (data.type === 'account') {
      expect(data.value.balance >= 0n).toBe(true);
      const lines = entries.trustLinesOf(accountIdOf(data.value.accountId));
      expect(data.value.numSubEntries).toBe(lines.length + data.value.signers.length);
    } else if (data.type === 'trustline') {
      expect(data.value.balance >= 0n && data.value.balance <= data.value.limit).toBe(true);
    }
  }
}

it('whatever is paid: no XLM is made or lost, every account is sound, and the record leads to the same state', () => {
  let [succeeded, failed] = [0, 0];
  const ledgers = fc.array(fc.array(fc.tuple(step, step), { maxLength: 6 }), { maxLength: 8 });
  fc.assert(
    fc.property(ledgers, (plan) => {
      const book = new Book();
      for (const steps of plan) {
        book.close(steps.map((pair) => book.frame(SOURCES[pair[0].from]!, pair.map(operationOf))));
        expect(book.allXlm()).toBe(TOTAL_STROOPS);
        assertSound(book.entries);
      }
      const replayed = new EntryStore();
      for (const [index, ledger] of book.ledgers.entries()) {
        assertFollows(ledger, book.ledgers[index - 1] ?? null);
        replayChanges(replayed, ledger);
        for (const { result } of ledger.transactions) {
          if (isSuccess(xdr.TransactionResult.fromXdr(result, 'base64'))) succeeded++;
          else failed++;
        }
      }
      expect([...replayed.all()].map((entry) => entry.toXdr('base64')).sort()).toEqual(book.dump());
    }),
    { numRuns: 25 },
  );
  expect(Math.min(succeeded, failed)).toBeGreaterThan(25);
});
