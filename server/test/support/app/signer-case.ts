import type { MikroORM } from '@mikro-orm/core';
import {
  Asset,
  Horizon,
  Keypair,
  Operation,
  TransactionBuilder,
  TransactionFailedError,
  type xdr,
} from '@stellar/stellar-sdk';
import { pino } from 'pino';
import { givenMasterKey, Secrets } from '../../../src/kernel/config.js';
import { networkDefinition, passphraseOf } from '../../../src/kernel/networks.js';
import { assertStillOpens, loadKeyring } from '../../../src/keyring/keyring.store.js';
import { openKeyring } from '../../../src/keyring/open-keyring.js';
import { Account } from '../../../src/money/accounts/records/account.entity.js';
import type { HoldTiming } from '../../../src/operator/signer-replacement/hold.js';
import { SignerReplacement } from '../../../src/operator/signer-replacement/signer-replacement.js';
import { AuditLog } from '../../../src/platform/audit/audit-log.js';
import { HorizonGateway } from '../../../src/stellar/horizon/horizon-gateway.js';
import { StellarNetworks } from '../../../src/stellar/networks/stellar-networks.js';
import type { SealedKey } from '../../../src/vault/contract/vault.js';
import { openSeed } from '../../../src/vault/room/ciphers/sealing.js';
import { Keyring } from '../../../src/vault/room/keys/keyring.js';
import { MasterKey } from '../../../src/vault/room/keys/master-key.js';
import { makeVault, type OwnVault } from '../../../src/vault/room/make-vault.js';
import { closedMemory } from '../../../src/vault/room/memory/lasting-memory.js';
import { type TestApp, testConfig } from './test-app.js';

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
  send(address: string, key: Keypair, options: Parameters<typeof Operation.setOptions>[0]): Promise<string> {
    return this.submit(address, key, Operation.setOptions(options));
  }

  /** Opens the account `to`, or pays it where it is there. */
  async give(from: string, key: Keypair, to: string, amount: string): Promise<string> {
    const isThere = await this.server.loadAccount(to).then(Boolean, () => false);
    const payment = Operation.payment({ destination: to, asset: Asset.native(), amount });
    const opening = Operation.createAccount({ destination: to, startingBalance: amount });
    return this.submit(from, key, isThere ? payment : opening);
  }

  /** Whether this key moves anything of the account. */
  async moves(address: string, key: Keypair): Promise<boolean> {
    return (await this.send(address, key, { homeDomain: 'moved.example' })) === 'success';
  }

  private async submit(address: string, key: Keypair, operation: xdr.Operation): Promise<string> {
    const account = await this.server.loadAccount(address);
    const settings = { fee: '100', networkPassphrase: passphraseOf('LOCAL') };
    const transaction = new TransactionBuilder(account, settings).addOperation(operation).setTimeout(60).build();
    transaction.sign(key);
    try {
      await this.server.submitTransaction(transaction);
      return 'success';
    } catch (error) {
      if (!(error instanceof TransactionFailedError)) throw error;
      return JSON.stringify(error.getResultCodes());
    }
  }
}

/** A vault as the command has it, in this process and with these keys. */
export const ownRoom = (networks: StellarNetworks, masterKey: Uint8Array): OwnVault => {
  const secrets = new Secrets({ masterKey: givenMasterKey(masterKey.slice()) });
  const log = pino({ level: 'silent' });
  const memory = closedMemory();
  return makeVault({ config: testConfig(), secrets, enclave: null, networks, log, memory });
};

/** The service as the command has it, over the database of an app. */
export const replacementOf = async (app: TestApp, masterKey: Uint8Array, timing: HoldTiming) => {
  const networks = new StellarNetworks([new HorizonGateway(networkDefinition('LOCAL', app.network.url))]);
  const room = ownRoom(networks, masterKey);
  const em = app.orm.em.fork();
  const audit = new AuditLog(em);
  await openKeyring({ em, vault: room, audit, isInUse: async () => true });
  const { signers } = room;
  return new SignerReplacement({ em, networks, audit, vault: room, signers, keyStillOpens: assertStillOpens, timing });
};
