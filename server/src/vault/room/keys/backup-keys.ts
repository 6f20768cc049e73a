import { createPublicKey, hkdfSync, verify } from 'node:crypto';
import { wipe } from '../../../kernel/secret-text.js';
import type { BackupKeyName } from '../../contract/backup-vault.js';
import { type Manifest, manifestMessage } from '../../contract/manifest.js';
import { publicKeyOf, signWith } from '../ciphers/ed25519.js';
import { keyCheck } from '../ciphers/subkeys.js';

const DOMAIN = 'tuxedo/backup/v1';
const LENGTH = 32;

const derive = (key: Uint8Array, salt: Uint8Array | string, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, salt, purpose, LENGTH));

/**
 * What the master key stands for in a backup: it always signs, so that nobody who only keeps backups can make one. It
 * also encrypts, unless the operator gave a BACKUP_KEY for that. Its signing key is for manifests alone, derived apart from
 * every other key of the vault: nothing that it signs can pass for anything else.
 */
export class BackupKeys {
  readonly #signing: Uint8Array;
  readonly #roots: Partial<Record<BackupKeyName, Uint8Array>>;
  readonly masterKeyCheck: string;

  constructor(masterKey: Uint8Array, backupKey: Uint8Array | null = null) {
    this.#signing = derive(masterKey, DOMAIN, 'signature');
    this.#roots = {
      master: derive(masterKey, DOMAIN, 'encryption'),
      ...(backupKey && { backup: derive(backupKey, DOMAIN, 'encryption') }),
    };
    this.masterKeyCheck = keyCheck(masterKey);
  }

  /** The key that new backups are encrypted with. */
  get preferred(): BackupKeyName {
    return this.#roots.backup ? 'backup' : 'master';
  }

  /** Tells in public whether two keys are the same, and nothing else about them; null where that key was not given. */
  checkOf(name: BackupKeyName): string | null {
    const root = this.#roots[name];
    return root ? Buffer.from(derive(root, DOMAIN, 'key-check')).toString('base64') : null;
  }

  /** A key for one file, null where the key it hangs on was not given; the caller wipes it. */
  fileKey(name: BackupKeyName, salt: Uint8Array): Uint8Array | null {
    const root = this.#roots[name];
    return root ? derive(root, salt, `${DOMAIN} file`) : null;
  }

  sign(manifest: Manifest): string {
    return Buffer.from(signWith(this.#signing, manifestMessage(manifest))).toString('base64');
  }

  isSigned(manifest: Manifest, signature: string): boolean {
    const x = Buffer.from(publicKeyOf(this.#signing)).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, manifestMessage(manifest), key, Buffer.from(signature, 'base64'));
  }

  wipe(): void {
    wipe(this.#signing, ...Object.values(this.#roots));
  }
}
