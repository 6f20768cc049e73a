import { describe, expect, it } from 'vitest';
import { makeVault } from '../../../../test/support/app/vault-case.js';
import { checkpointMessage, isSignedBy } from '../../../rulebook/checkpoint.js';

const STATEMENT = { userId: 'usr_a', seq: 256, root: 'a'.repeat(64), head: 'b'.repeat(64) };
const vault = makeVault();

describe('the key under the checkpoints', () => {
  it('signs a statement so that anybody can check it, and the same one always alike', async () => {
    const { audit } = await vault.publicKeys();
    const signature = await vault.signCheckpoint(STATEMENT);
    expect(isSignedBy(audit, STATEMENT, signature)).toBe(true);
    expect(await makeVault().signCheckpoint(STATEMENT)).toBe(signature);
    expect(Buffer.from(audit, 'base64')).toHaveLength(32);
    expect(Buffer.from(checkpointMessage(STATEMENT)).toString()).toMatch(/^tuxedo-audit-checkpoint\/v1\n\{"head":/);
  });

  it.each([
    ['person', { userId: 'usr_b' }],
    ['number', { seq: 512 }],
    ['root', { root: 'c'.repeat(64) }],
    ['head', { head: 'c'.repeat(64) }],
  ])('a signature is none for another %s', async (_what, change) => {
    const { audit } = await vault.publicKeys();
    const signature = await vault.signCheckpoint(STATEMENT);
    expect(isSignedBy(audit, { ...STATEMENT, ...change }, signature)).toBe(false);
  });

  it('is another one under another master key', async () => {
    const other = makeVault(new Uint8Array(32).fill(8));
    const { audit } = await other.publicKeys();
    expect(audit).not.toBe((await vault.publicKeys()).audit);
    expect(isSignedBy(audit, STATEMENT, await vault.signCheckpoint(STATEMENT))).toBe(false);
  });

  it.each([
    ['no person', { userId: '' }],
    ['no entry', { seq: 0 }],
    ['half an entry', { seq: 1.5 }],
    ['a root that is no hash', { root: 'A'.repeat(64) }],
    ['a head with a line more', { head: `${'b'.repeat(64)}\n` }],
  ])('refuses to sign %s', async (_what, change) => {
    await expect(vault.signCheckpoint({ ...STATEMENT, ...change })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  it('no key and no signature of another length is believed', async () => {
    const { audit } = await vault.publicKeys();
    const signature = await vault.signCheckpoint(STATEMENT);
    expect(isSignedBy('', STATEMENT, signature)).toBe(false);
    expect(isSignedBy(Buffer.alloc(32, 2).toString('base64'), STATEMENT, signature)).toBe(false);
    expect(isSignedBy(audit, STATEMENT, signature.slice(0, 40))).toBe(false);
  });
});
