import { hkdfSync } from 'node:crypto';

/** The keys that the master key stands for: one for each purpose, so that none can be used in place of another. */
export type Subkeys = Record<'wrap' | 'passkeyMac' | 'recordMac' | 'checkpoint' | 'verdict', Uint8Array>;

const derive = (masterKey: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, 'tuxedo/vault/v1', purpose, 32));

export const deriveSubkeys = (masterKey: Uint8Array): Subkeys => ({
  wrap: derive(masterKey, 'wrap'),
  passkeyMac: derive(masterKey, 'passkey-mac'),
  recordMac: derive(masterKey, 'record-mac'),
  checkpoint: derive(masterKey, 'tuxedo-audit-checkpoint/v1'),
  verdict: derive(masterKey, 'tuxedo-verdict/v1'),
});

/** Tells in public whether two master keys are the same, and nothing else about them. */
export const keyCheck = (masterKey: Uint8Array): string =>
  Buffer.from(derive(masterKey, 'key-check')).toString('base64');
