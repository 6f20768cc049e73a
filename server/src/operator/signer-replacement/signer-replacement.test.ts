import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../../local-network/local-network.js';
import { Ledger, replacementOf, stolenKeys } from '../../../test/support/app/signer-case.js';
import { createTestApp, type Person, type TestApp } from '../../../test/support/app/test-app.js';
import { givenMasterKey, Secrets } from '../../kernel/config.js';
import { type CrashPoint, observeCrashPoints } from '../../kernel/crash-points.js';
import { Account } from '../../money/accounts/records/account.entity.js';
import type { SignerReplacement } from './signer-replacement.js';

const masterKey = new Uint8Array(randomBytes(32));
const timing = { holdMs: 20_000, pollMs: 10, waitMs: 2_000 };
let network: LocalNetwork;
let ledger: Ledger;
let app: TestApp;
let service: SignerReplacement;
let hasty: SignerReplacement;

beforeAll(async () => {
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  ledger = new Ledger(network.url);
  app = await createTestApp({ network, secrets: new Secrets({ masterKey: givenMasterKey(masterKey.slice()) }) });
  service = await replacementOf(app, masterKey, timing);
  hasty = await replacementOf(app, masterKey, { ...timing, holdMs: -1 });
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.close();
});
afterEach(() => observeCrashPoints(() => undefined));

const at = (point: CrashPoint, work: () => Promise<unknown>): void => {
  let isFirst = true;
  observeCrashPoints(((passed: CrashPoint) => {
    if (passed !== point || !isFirst) return undefined;
    isFirst = false;
    return work();
  }) as never);
};
const stops = (): never => {
  throw new Error('stopped');
};
const row = ({ accountId }: Person) => app.orm.em.fork().findOneOrFail(Account, { id: accountId });
const keysOf = async ({ accountId }: Person) => {
  const { now, other } = await stolenKeys(app.orm, accountId, masterKey);
  return { now: now.publicKey(), other: other?.publicKey() ?? null };
};

describe('whoever comes late, although their hold has run out', () => {
  it('makes no key over one that another run has stored, because the ledger may know it', async () => {
    const ada = await app.person('Ada');
    at('signer.made', () => expect(service.replace(ada.accountId, stops)).rejects.toThrow('stopped'));
    await expect(hasty.replace(ada.accountId)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const { now, other } = await keysOf(ada);
    expect(now).toBe(ada.address);
    expect(await ledger.signers(ada.address)).toEqual({ [ada.address]: 1 });
    const { signer } = await service.replace(ada.accountId);
    expect(signer).toBe(other);
  }, 30_000);

  it('signs no change any more', async () => {
    const ada = await app.person('Ada');
    at('signer.stored', () => app.orm.em.fork().nativeUpdate(Account, { id: ada.accountId }, { busyUntil: null }));
    await expect(service.replace(ada.accountId)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await ledger.signers(ada.address)).toEqual({ [ada.address]: 1 });
    expect((await keysOf(ada)).now).toBe(ada.address);
  }, 30_000);
});

describe('whoever writes into the table meanwhile', () => {
  it.each<CrashPoint>(['signer.stored', 'signer.add-applied'])(
    'at %s with a key that the vault made for another use stops it, and the old key still signs',
    async (point) => {
      const ada = await app.person('Ada');
      const { userId, network: name, holder } = await row(ada);
      const binding = { userId, accountId: ada.accountId, network: name, holder };
      const { sealed } = await app.vault.createKey(binding);
      at(point, () => app.orm.em.fork().nativeUpdate(Account, { id: ada.accountId }, { otherSealed: sealed }));
      await expect(service.replace(ada.accountId)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      expect((await row(ada)).sealed.version).toBe(1);
      expect(await ledger.signers(ada.address)).toMatchObject({ [ada.address]: 1 });
    },
    30_000,
  );

  it('with a key of the same account that signs nothing any more does not make it the one that signs', async () => {
    const ada = await app.person('Ada');
    const { sealed: first } = await row(ada);
    const { signer } = await service.replace(ada.accountId);
    at('signer.add-applied', () =>
      app.orm.em.fork().nativeUpdate(Account, { id: ada.accountId }, { otherSealed: first }),
    );
    await expect(service.replace(ada.accountId)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect((await keysOf(ada)).now).toBe(signer);
    expect(await ledger.signers(ada.address)).toMatchObject({ [signer]: 1 });
  }, 30_000);

  it('and takes the new key out before the old one is removed keeps the old one on the ledger', async () => {
    const ada = await app.person('Ada');
    const { sealed } = await row(ada);
    at('signer.swapped', () =>
      app.orm.em.fork().nativeUpdate(Account, { id: ada.accountId }, { sealed, otherSealed: null }),
    );
    await expect(service.replace(ada.accountId)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await ledger.signers(ada.address)).toMatchObject({ [ada.address]: 1 });
    expect((await keysOf(ada)).now).toBe(ada.address);
  }, 30_000);
});

describe('a network that fails in between', () => {
  it.each<CrashPoint>(['signer.add-signed', 'signer.remove-signed'])(
    'after %s leaves a key that signs, and the next run ends it',
    async (point) => {
      const ada = await app.person('Ada');
      const unreachable = await replacementOf(app, masterKey, timing);
      at(point, async () => {
        const { now } = await stolenKeys(app.orm, ada.accountId, masterKey);
        // Somebody uses up the number, so that what was signed can never apply.
        expect(await ledger.moves(ada.address, now)).toBe(true);
      });
      await expect(unreachable.replace(ada.accountId)).rejects.toMatchObject({ code: 'TRANSACTION_FAILED' });
      const { now } = await stolenKeys(app.orm, ada.accountId, masterKey);
      expect(await ledger.signers(ada.address)).toMatchObject({ [now.publicKey()]: 1 });
      const { signer } = await service.replace(ada.accountId);
      expect(await ledger.signers(ada.address)).toEqual({ [signer]: 1 });
      expect((await row(ada)).busyUntil).toBeNull();
    },
    30_000,
  );
});
