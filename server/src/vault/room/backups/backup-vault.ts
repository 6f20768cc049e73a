import { z } from 'zod';
import { badInput, DomainError, ErrorCode } from '../../../kernel/errors.js';
import type { EnclaveIdentity } from '../../../tee/attestation/enclave-identity.js';
import type { BackupFacts, BackupVault } from '../../contract/backup-vault.js';
import { BACKUP_KEY_NAMES } from '../../contract/backup-vault.js';
import { type Manifest, manifestShape } from '../../contract/manifest.js';
import type { BackupKeys } from '../keys/backup-keys.js';
import type { MasterKeys } from '../keys/master-key.js';
import { proveKeys } from './prove-keys.js';

const SALT_BYTES = 32;
const fileKeyShape = z.strictObject({
  name: z.enum(BACKUP_KEY_NAMES),
  salt: z.base64().refine((text) => Buffer.from(text, 'base64').length === SALT_BYTES),
});
const signedShape = z.strictObject({ manifest: manifestShape, signature: z.string() });

const refuse = (): DomainError => badInput('The vault was asked for something that is no part of a backup.');
// Asked again although it is typed: the caller may be another process, and may be taken over.
const checked = <T>(shape: z.ZodType<T>, request: unknown): T => {
  const parsed = shape.safeParse(request);
  if (!parsed.success) throw refuse();
  return parsed.data;
};

export const backupVault = (
  masters: () => Promise<MasterKeys>,
  identity: () => Promise<EnclaveIdentity | null>,
): BackupVault => ({
  backupFacts: async () => ({ ...factsOf(await masters()), identity: await identity() }),
  backupFileKey: async (request) => {
    const { name, salt } = checked(fileKeyShape, request);
    const key = (await masters()).backups.fileKey(name, new Uint8Array(Buffer.from(salt, 'base64')));
    if (!key) throw refuse();
    const text = Buffer.from(key).toString('base64');
    key.fill(0);
    return text;
  },
  signBackup: async (request) => {
    const manifest = checked(manifestShape, request);
    const { backups } = await masters();
    assertTrue(manifest, backups, await identity());
    return backups.sign(manifest);
  },
  isBackupSigned: async (request) => {
    const { manifest, signature } = checked(signedShape, request);
    return (await masters()).backups.isSigned(manifest, signature);
  },
  proveKeys: async (request) => proveKeys(await masters(), request),
});

const factsOf = ({ mode, backups }: MasterKeys): Omit<BackupFacts, 'identity'> => ({
  mode,
  preferred: backups.preferred,
  checks: { master: backups.checkOf('master'), backup: backups.checkOf('backup') },
  masterKeyCheck: backups.masterKeyCheck,
});

const assertTrue = (manifest: Manifest, { masterKeyCheck }: BackupKeys, identity: EnclaveIdentity | null): void => {
  const { appId = null, composeHash = null } = identity ?? {};
  const isTrue =
    manifest.masterKeyCheck === masterKeyCheck && manifest.appId === appId && manifest.composeHash === composeHash;
  if (!isTrue)
    throw new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault signs no backup that speaks of another vault.');
};
