import type { MikroORM } from '@mikro-orm/core';
import { Horizon, Keypair, Operation, TransactionBuilder, TransactionFailedError } from '@stellar/stellar-sdk';
import { Account } from '../accounts/account.entity.js';
import { loadKeyring } from '../key-rotation/keyring.store.js';
import { passphraseOf } from '../stellar/networks.js';
import { Keyring } from '../vault/keys/keyring.js';
import { MasterKey } from '../vault/keys/master-key.js';
import { openSeed } from '../vault/sealing.js';
import type { SealedKey } from '../vault/vault.js';

/** What a thief has who got at the database and the master key: the seeds of one account as they are stored now. */
export const stolenKeys = async (orm: MikroORM, accountId: string, masterKey: Uint8Array) => {
  const em = orm.em.fork();
  const { userId, network, holder, sealed, otherSealed } = await em.findOneOrFail(Account, { id: accountId });
  const ring = Keyring.open((await loadKeyring(em))!, new MasterKey('ENVIRONMENT', [masterKey.slice()]));
  const open = (one: SealedKey): Keypair =>
    Keypair.fromRawEd25519Seed(
      Buffer.from(openSeed(ring.keyOf(one.keyVersion)!, { userId, accountId, network, holder }, one)),
    );
  return { now: open(sealed), other: otherSealed ? open(otherSealed) : null };
};

/** The ledger as anybody with a key may use it, past every server. */
export class Ledger {
  readonly server: Horizon.Server;

  constructor(url: string) {
    this.server = new Horizon.Server(url, { allowHttp: true });
  }

  /** Signers that count, with their weights. */
  async signers(address: string): Promise<Record<string, number>> {
    const { signers } = await this.server.loadAccount(address);
    return Object.fromEntries(signers.filter(({ weight }) => weight > 0).map(({ key, weight }) => [key, weight]));
  }

  /** `success`, or what the network says to it. */
  async send(address: string, key: Keypair, options: Parameters<typeof Operation.setOptions>[0]): Promise<string> {
    const account = await this.server.loadAccount(address);
    const settings = { fee: '100', networkPassphrase: passphraseOf('LOCAL') };
    const transaction = new TransactionBuilder(account, settings)
      .addOperation(Operation.setOptions(options))
      .setTimeout(60)
      .build();
    transaction.sign(key);
    try {
      await this.server.submitTransaction(transaction);
      return 'success';
    } catch (error) {
      if (!(error instanceof TransactionFailedError)) throw error;
      return JSON.stringify(error.getResultCodes());
    }
  }

  /** Whether this key moves anything of the account. */
  async moves(address: string, key: Keypair): Promise<boolean> {
    return (await this.send(address, key, { homeDomain: 'moved.example' })) === 'success';
  }
}
