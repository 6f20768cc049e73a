import { makeVault } from '../vault/room/make-vault.js';
import { closedMemory } from '../vault/room/memory/lasting-memory.js';
import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, type Secrets } from '../kernel/config.js';
import { DomainError } from '../kernel/errors.js';
import type { KeyRotation, RotationStatus } from '../keyring/key-rotation.js';
import { assertStillOpens } from '../keyring/keyring.store.js';
import { isNewDatabase, openKeyring } from '../keyring/open-keyring.js';
import { KeyImportService } from '../money/accounts/key-import.service.js';
import { HOLD_TIMING, type HoldTiming } from '../operator/signer-replacement/hold.js';
import { SignerReplacement } from '../operator/signer-replacement/signer-replacement.js';
import { Telemetry } from '../operator/telemetry/telemetry.js';
import { openDatabase } from '../platform/db/database.js';
import type { Enclave } from '../tee/attestation/enclave.js';
import { openEnclave } from '../tee/attestation/open-enclave.js';
import { createLogger } from '../transports/http/logger.js';
import { entities, usesKeys } from './entities.js';
import { makeFoundations, makeNetworks } from './foundations.js';

const USAGE = `Usage: npm run keys -- COMMAND

  status                      versions, how many accounts are under each, and what is left to move
  rotate                      seal with a new version from now on, then move every account to it
  rewrap [--dry-run]          move what is left; --dry-run only tries
         [--new-data-keys]    with new data keys: after a copy of the database and a key were lost
  retire [VERSION]            destroy replaced versions that nothing needs any more
  replace-signer ACCOUNT      a new key for one account, on the ledger as well: after its seed may have become known
  import-fernet FILE          take over keys of the old system: see docs/keys.md

It works beside a running server, on the database and with the keys that this environment names.
`;

type Command = (open: OpenedKeys, args: string[], flags: Flags) => Promise<boolean>;
type Flags = { 'dry-run'?: boolean | undefined; 'new-data-keys'?: boolean | undefined };
type OpenedKeys = {
  rotation: KeyRotation;
  imports: KeyImportService;
  replacement: SignerReplacement;
  print: (text: string) => void;
  pathOf: (file: string) => string;
};
export type KeysOptions = {
  print: (text: string) => void;
  pathOf?: (file: string) => string;
  enclave?: Enclave | null;
  /** How long an account is held for a change of its signer. */
  timing?: HoldTiming;
};

class UsageError extends Error {}

/** Operates the keys. Returns the exit code: 0 done, 1 refused or not all done, 2 nothing to do was named. */
export const keysCommand = async (
  args: string[],
  { config, secrets }: { config: Config; secrets: Secrets },
  { print, pathOf = String, enclave, timing = HOLD_TIMING }: KeysOptions,
): Promise<number> => {
  try {
    const boolean = { type: 'boolean' } as const;
    const options = { 'dry-run': boolean, 'new-data-keys': boolean };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const command = commands.get(positionals[0] ?? '');
    if (!command) throw new UsageError('Name a command.');
    const done = await withKeys(
      { config, secrets, timing, enclave: enclave === undefined ? await openEnclave(config) : enclave },
      (services) => command({ ...services, print, pathOf }, positionals.slice(1), values),
    );
    return done ? 0 : 1;
  } catch (error) {
    if (error instanceof DomainError) {
      print(`${error.message}\n`);
      return 1;
    }
    if (error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      print(`${(error as Error).message}\n\n${USAGE}`);
      return 2;
    }
    throw error;
  }
};

const noServer = (): ConfigError =>
  new ConfigError('There is no server’s database here. Set DATABASE_URL or DATA_DIR as the server has them.');

type Given = { config: Config; secrets: Secrets; enclave: Enclave | null; timing: HoldTiming };
type Services = Omit<OpenedKeys, 'print' | 'pathOf'>;

const withKeys = async <T>(given: Given, work: (services: Services) => Promise<T>) => {
  const { config, secrets, enclave, timing } = given;
  if (config.database.kind === 'sqlite' && !existsSync(config.database.path)) throw noServer();
  const orm = await openDatabase(config.database, entities);
  try {
    if (await isNewDatabase(orm.em, usesKeys)) throw noServer();
    const { version, publicUrl } = config;
    const telemetry = new Telemetry({ version, publicUrl, tracesTo: null, metricsToken: null });
    const log = createLogger('silent');
    const localHorizonUrl = `http://127.0.0.1:${config.localNetworkPort}`;
    const { networks, vaultNetworks } = makeNetworks({ config, telemetry, log, localHorizonUrl });
    // A vault of this process's own: whoever operates the keys has them. The memory stays with the vault that signs.
    const { legacy } = secrets;
    const vaultApi = makeVault({
      config,
      secrets,
      enclave,
      networks: vaultNetworks,
      log,
      memory: closedMemory(),
      legacy,
    });
    const { em, vault, audit, rotation } = makeFoundations({ em: orm.em, config, telemetry, log, networks, vaultApi });
    await openKeyring({ em, vault, audit, isInUse: usesKeys });
    const { signers } = vaultApi;
    const keyStillOpens = assertStillOpens;
    const imports = new KeyImportService({ em, vault, audit, keyStillOpens });
    const replacement = new SignerReplacement({ em, networks, audit, vault, signers, keyStillOpens, timing });
    return await work({ rotation, imports, replacement });
  } finally {
    secrets.forgetKeys();
    await orm.close();
  }
};

const status: Command = async ({ rotation, print }) => {
  print(statusText(await rotation.status(), await rotation.retirable()));
  return true;
};

const statusText = ({ mode, versions, remaining }: RotationStatus, retirable: number[]): string => {
  const lines = versions.map(
    ({ version, state, createdAt, records }) =>
      `  ${String(version).padStart(4)}  ${state.padEnd(8)}  ${createdAt.slice(0, 10)}  ${records} accounts`,
  );
  const left =
    remaining > 0
      ? `${remaining} accounts are left to move: run rewrap.`
      : 'Every account is under the active version.';
  const due = retirable.length > 0 ? `Ready to retire: ${retirable.join(', ')}.\n` : '';
  return `The master key is made of: ${mode}\n${lines.join('\n')}\n${left}\n${due}`;
};

const rotate: Command = async (open, args, flags) => {
  const version = await open.rotation.rotate('OPERATOR');
  open.print(`Version ${version} seals from now on.\n`);
  return rewrap(open, args, flags);
};

const rewrap: Command = async ({ rotation, print }, _args, flags) => {
  const dryRun = flags['dry-run'] ?? false;
  const newDataKeys = flags['new-data-keys'] ?? false;
  const { done, skipped, broken } = await rotation.rewrap({ actor: 'OPERATOR', dryRun, newDataKeys });
  print(
    `${done} accounts ${dryRun ? 'would be' : 'were'} moved, ${skipped} were changed by somebody else meanwhile.\n`,
  );
  for (const accountId of broken) print(`The key of ${accountId} does not open. It was left as it is.\n`);
  return broken.length === 0;
};

const retire: Command = async ({ rotation, print }, [version]) => {
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version)) throw new UsageError('VERSION is a number.');
  if (version !== undefined) await rotation.retire('OPERATOR', Number(version));
  const due = version === undefined ? await rotation.retireDue('OPERATOR') : [version];
  for (const one of due) print(`Version ${one} was destroyed.\n`);
  if (due.length === 0) print('No version is ready to retire: each is active, in use, or still in backups.\n');
  return true;
};

const importFernet: Command = async ({ imports, print, pathOf }, [file]) => {
  if (file === undefined) throw new UsageError('Name the file with one record in each line.');
  const lines = readFileSync(pathOf(file), 'utf8').split('\n');
  let refused = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const { publicKey, outcome, message } = await imports.importLine(line);
    if (outcome === 'REFUSED') refused += 1;
    print(`line ${index + 1}  ${outcome.padEnd(13)}  ${publicKey}  ${message}\n`);
  }
  print(refused === 0 ? 'Every record is here.\n' : `${refused} records were refused. The others are here.\n`);
  return refused === 0;
};

const replaceSigner: Command = async ({ replacement, print }, [accountId]) => {
  if (accountId === undefined) throw new UsageError('Name the account by its id, such as acc_….');
  const { address, signer, former } = await replacement.replace(accountId, (record) =>
    print(`The new key, encrypted; keep this line until the next backup:\n${JSON.stringify(record)}\n`),
  );
  print(`${signer} signs for ${address} from now on, and ${former} no more.\n`);
  print('Make a backup now: the ones of before hold a key that signs nothing any more.\n');
  return true;
};

const commands = new Map<string, Command>([
  ['status', status],
  ['rotate', rotate],
  ['rewrap', rewrap],
  ['retire', retire],
  ['replace-signer', replaceSigner],
  ['import-fernet', importFernet],
]);
