// The rules themselves, on hand-made ledger entries: also kinds of signers that setOptions does not take.
import { createHash } from 'node:crypto';
import { Account, Asset, Keypair, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { newAccount, putAccount, withFields } from '../ledger/account-rules.js';
import { EntryLayer, EntryStore } from '../ledger/entry-store.js';
import { accountKey } from '../ledger/ledger-key.js';
import { LOCAL_PASSPHRASE } from '../ledger/passphrase.js';
import { newTrustLine, putTrustLine } from '../ledger/trust-lines.js';
import { applyAll } from './apply.js';
import { openEnvelope, type TransactionFrame } from './transaction-frame.js';
import { checkSubmission } from './validate.js';

const AT = { seq: 10, closeTime: 1000n };
const [owner, second, third] = ['owner', 'second', 'third'].map((name) =>
  Keypair.fromRawEd25519Seed(createHash('sha256').update(name).digest()),
) as [Keypair, Keypair, Keypair];

let layer: EntryLayer;
beforeEach(() => {
  layer = new EntryLayer(new EntryStore(), 9);
  putAccount(layer, newAccount(second.publicKey(), 1_000_000_000n, 1n));
});

/** The owner's account: weight of its own key, thresholds low, medium and high, and further signers. */
function giveOwner(thresholds: number[], signers: [xdr.SignerKey, number][] = []): void {
  const account = newAccount(owner.publicKey(), 1_000_000_000n, 1n);
  const list = signers.map(([key, weight]) => new xdr.Signer({ key, weight }));
  putAccount(
    layer,
    withFields(account, { thresholds: new xdr.Thresholds(Uint8Array.from(thresholds)), signers: list }),
  );
}

const ed25519 = (keypair: Keypair) => xdr.SignerKey.signerKeyTypeEd25519(keypair.rawPublicKey());

function payment() {
  const operation = Operation.payment({ destination: second.publicKey(), asset: Asset.native(), amount: '1' });
  const options = { fee: '100', networkPassphrase: LOCAL_PASSPHRASE };
  return new TransactionBuilder(new Account(owner.publicKey(), '1'), options)
    .addOperation(operation)
    .setTimeout(0)
    .build();
}

const frameOf = (transaction: ReturnType<typeof payment>): TransactionFrame =>
  openEnvelope(transaction.toEnvelope().toXdr('base64'));

function verdict(...signers: Keypair[]): unknown {
  const transaction = payment();
  transaction.sign(...signers);
  return checkSubmission(frameOf(transaction), layer, AT);
}

const badAuth = { code: 'txBadAuth' };
const opBadAuth = { code: 'txFailed', operations: [xdr.OperationResult.opBadAuth()] };

describe('the weight of signatures', () => {
  it('must reach the low threshold for the transaction and the medium one for a payment', () => {
    giveOwner(
      [1, 2, 3, 4],
      [
        [ed25519(second), 1],
        [ed25519(third), 1],
      ],
    );
    expect(verdict(owner)).toEqual(badAuth);
    expect(verdict(owner, second)).toEqual(opBadAuth);
    expect(verdict(owner, second, third)).toBeNull();
  });

  it('is enough with the one signature that carries it all, and a further one is too much', () => {
    giveOwner([5, 1, 5, 5], [[ed25519(second), 1]]);
    expect(verdict(owner)).toBeNull();
    expect(verdict(owner, second)).toEqual({ code: 'txBadAuthExtra' });
  });

  it('of a master key set to zero counts for nothing', () => {
    giveOwner([0, 0, 0, 0], [[ed25519(second), 1]]);
    expect(verdict(owner)).toEqual(badAuth);
    expect(verdict(second)).toBeNull();
  });

  it('of one key counts once, however often it signs', () => {
    giveOwner([1, 1, 2, 2], [[ed25519(second), 1]]);
    expect(verdict(owner, owner)).toEqual(opBadAuth);
  });

  it('takes at least one signature even where every threshold is zero', () => {
    giveOwner([1, 0, 0, 0]);
    expect(verdict()).toEqual(badAuth);
    expect(verdict(third)).toEqual(badAuth);
    expect(verdict(owner)).toBeNull();
  });
});

describe('other kinds of signers', () => {
  it('accept the preimage of a hash', () => {
    const preimage = Buffer.from('open sesame');
    const hashX = xdr.SignerKey.signerKeyTypeHashX(createHash('sha256').update(preimage).digest());
    giveOwner([0, 1, 1, 1], [[hashX, 1]]);
    const transaction = payment();
    transaction.signHashX(preimage);
    expect(checkSubmission(frameOf(transaction), layer, AT)).toBeNull();
    const wrong = payment();
    wrong.signHashX(Buffer.from('open barley'));
    expect(checkSubmission(frameOf(wrong), layer, AT)).toEqual(badAuth);
  });

  it('accept a transaction that was authorized beforehand, and no other', () => {
    const transaction = payment();
    giveOwner([0, 1, 1, 1], [[xdr.SignerKey.signerKeyTypePreAuthTx(transaction.hash()), 1]]);
    expect(checkSubmission(frameOf(transaction), layer, AT)).toBeNull();
    giveOwner([0, 1, 1, 1], [[xdr.SignerKey.signerKeyTypePreAuthTx(new Uint8Array(32)), 1]]);
    expect(checkSubmission(frameOf(transaction), layer, AT)).toEqual(badAuth);
  });

  it('accept a signature over an agreed payload', () => {
    const payload = Buffer.from('payload of nine');
    const key = new xdr.SignerKeyEd25519SignedPayload({ ed25519: third.rawPublicKey(), payload });
    giveOwner([0, 1, 1, 1], [[xdr.SignerKey.signerKeyTypeEd25519SignedPayload(key), 1]]);
    const transaction = payment();
    transaction.addDecoratedSignature(third.signPayloadDecorated(payload));
    expect(checkSubmission(frameOf(transaction), layer, AT)).toBeNull();
    expect(verdict(third)).toEqual(badAuth);
  });
});

describe('signers that a transaction itself asks for', () => {
  function withExtraSigners(extra: Keypair[], signers: Keypair[]): unknown {
    const options = {
      fee: '100',
      networkPassphrase: LOCAL_PASSPHRASE,
      extraSigners: extra.map((each) => each.publicKey()),
    };
    const transaction = new TransactionBuilder(new Account(owner.publicKey(), '1'), options)
      .addOperation(Operation.payment({ destination: second.publicKey(), asset: Asset.native(), amount: '1' }))
      .setTimeout(0)
      .build();
    transaction.sign(...signers);
    return checkSubmission(frameOf(transaction), layer, AT);
  }

  it('must all have signed, and none may be named twice', () => {
    giveOwner([1, 0, 0, 0]);
    expect(withExtraSigners([second, third], [owner, second])).toEqual(badAuth);
    expect(withExtraSigners([second, third], [owner, second, third])).toBeNull();
    expect(withExtraSigners([second, second], [owner, second])).toEqual({ code: 'txMalformed' });
  });
});

describe('an asset whose issuer wants to authorize holders', () => {
  const asset = new Asset('USD', third.publicKey()).toXdrObject() as Extract<
    xdr.Asset,
    { type: 'assetTypeCreditAlphanum4' }
  >;
  const unauthorizedLine = (id: string) => putTrustLine(layer, newTrustLine(id, asset, 1000n, 0));
  const line = (id: string) =>
    putTrustLine(layer, new xdr.TrustLineEntry({ ...newTrustLine(id, asset, 1000n, 1), balance: 500n }));

  function applied(operation: xdr.Operation): string {
    const options = { fee: '100', networkPassphrase: LOCAL_PASSPHRASE };
    const builder = new TransactionBuilder(new Account(owner.publicKey(), '1'), options);
    const transaction = builder.addOperation(operation).setTimeout(0).build();
    transaction.sign(owner);
    const { result } = applyAll([frameOf(transaction)], layer.over(), AT).transactions[0]!;
    const { result: body } = xdr.TransactionResult.fromXdr(result, 'base64');
    const [first] = body.value as xdr.OperationResult[];
    return (first as xdr.OperationResultOpInner).tr.value!.type;
  }

  const pay = () =>
    Operation.payment({ destination: second.publicKey(), asset: Asset.fromOperation(asset), amount: '0.0000010' });

  beforeEach(() => {
    giveOwner([1, 0, 0, 0]);
    putAccount(layer, withFields(newAccount(third.publicKey(), 1_000_000_000n, 1n), { flags: 1 }));
  });

  it('pays neither into nor out of a line that is not authorized', () => {
    line(owner.publicKey());
    unauthorizedLine(second.publicKey());
    expect(applied(pay())).toBe('paymentNotAuthorized');
    line(second.publicKey());
    expect(applied(pay())).toBe('paymentSuccess');
    unauthorizedLine(owner.publicKey());
    expect(applied(pay())).toBe('paymentSrcNotAuthorized');
  });

  it('takes it back even after its account is gone, but not to another that never was', () => {
    line(owner.publicKey());
    layer.set(accountKey(third.publicKey()), null);
    const to = (destination: string) =>
      Operation.payment({ destination, asset: Asset.fromOperation(asset), amount: '0.0000010' });
    expect(applied(to(third.publicKey()))).toBe('paymentSuccess');
    expect(applied(to(Keypair.random().publicKey()))).toBe('paymentNoDestination');
  });

  it('opens lines without authorization', () => {
    const scratch = layer.over();
    const options = { fee: '100', networkPassphrase: LOCAL_PASSPHRASE };
    const transaction = new TransactionBuilder(new Account(owner.publicKey(), '1'), options)
      .addOperation(Operation.changeTrust({ asset: Asset.fromOperation(asset) }))
      .setTimeout(0)
      .build();
    transaction.sign(owner);
    applyAll([frameOf(transaction)], scratch, AT);
    const created = scratch.changes().find((change) => change.type === 'ledgerEntryCreated')!;
    expect((created.value as xdr.LedgerEntry).data.value).toMatchObject({ flags: 0 });
  });
});
