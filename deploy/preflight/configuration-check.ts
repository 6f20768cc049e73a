import type { ComposeFile } from '../lint/compose-file.ts';
import { type Check, judge, skipped } from './check.ts';
import { environmentOf, outsideNames, type Values, withoutRegistry } from './environment.ts';

/** Reads an environment as the server would, and throws with names and never with values. */
type ReadConfig = (env: Record<string, string>) => unknown;
type EnvFile = { path: string; mode: number; isTracked: boolean };
export type Configuration = { compose: ComposeFile; values: Values; file: EnvFile | null; readConfig: ReadConfig };

const MAY_BE_EMPTY = new Set([
  'ENCRYPTION_MASTER_KEY_PREVIOUS',
  'METRICS_TOKEN',
  'OPERATOR_TOKEN',
  'START_AS',
  'BACKUP_KEY',
]);
const PLACEHOLDER = /^(<.*>|x+|\.+|sk-\.*|change-?me|todo|example|your[-_ ].*|secret|password)$/i;
const KEYS = ['ENCRYPTION_MASTER_KEY', 'ENCRYPTION_MASTER_KEY_PREVIOUS', 'BACKUP_KEY'];
const KEY_BYTES = 32;
/** Thirty-two random bytes repeat a few; a key that a person made up repeats many. */
const FEWEST_DIFFERENT_BYTES = 20;

const fileFaults = (file: EnvFile | null, values: Values, names: readonly string[]): string[] => {
  if (!file) return [];
  const extra = withoutRegistry(Object.keys(values)).filter((name) => !names.includes(name));
  return [
    ...(file.mode & 0o077 ? [`${file.path} can be read by others. Run: chmod 600 ${file.path}`] : []),
    ...(file.isTracked ? [`${file.path} is tracked by git. Its secrets are no longer secret: make new ones.`] : []),
    ...names.filter((name) => values[name] === undefined).map((name) => `${name} is missing: every push replaces all.`),
    ...extra.map((name) => `${name} is not used by the compose file, and would change what is measured.`),
  ];
};

const valueFaults = (values: Values, names: readonly string[]): string[] =>
  names.flatMap((name) => {
    const value = values[name];
    if (!value) return MAY_BE_EMPTY.has(name) || value === undefined ? [] : [`${name} is empty.`];
    if (PLACEHOLDER.test(value)) return [`${name} is still a placeholder.`];
    return value !== value.trim() || /^["']/.test(value) ? [`${name} has blanks or quotes around it.`] : [];
  });

const keyFaults = (values: Values): string[] => {
  const keys = KEYS.filter((name) => values[name]).map((name) => [name, values[name] ?? ''] as const);
  const shapes = keys.flatMap(([name, text]) => {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length !== KEY_BYTES) return [`${name} is not 32 bytes in base64. Make one: openssl rand -base64 32`];
    return new Set(bytes).size < FEWEST_DIFFERENT_BYTES ? [`${name} is not random.`] : [];
  });
  const isSame = new Set(keys.map(([, text]) => text)).size < keys.length;
  return [...shapes, ...(isSame ? ['Two of the keys are the same.'] : [])];
};

const restoreFaults = ({ START_AS: as, OPERATOR_TOKEN: token }: Values): string[] =>
  as === 'restore' && !token
    ? [
        'OPERATOR_TOKEN is empty, so nobody could send the copy that START_AS waits for. Set it, or leave START_AS empty.',
      ]
    : [];

const startFaults = ({ compose, values, readConfig }: Configuration): string[] =>
  ['backend', 'vault'].flatMap((name) => {
    try {
      // There is no enclave here; that one is needed stands in the compose file and is a rule of its own.
      readConfig({ ...environmentOf(compose, name, values), TEE_MODE: 'off' });
      return [];
    } catch (error) {
      return [
        `The ${name} would not start: ${error instanceof Error ? error.message : 'for a reason without a name.'}`,
      ];
    }
  });

/** Whether the variables are there and well-formed. No value is ever shown, not even a part of one. */
export const configurationCheck = (configuration: Configuration): Check => ({
  name: 'configuration',
  run: () => {
    const { compose, values, file } = configuration;
    const names = outsideNames(compose);
    if (!file && !names.some((name) => values[name]))
      return skipped(`Neither --env is given nor is one of these set: ${names.join(', ')}.`);
    const missing = file ? [] : names.filter((name) => !values[name] && !MAY_BE_EMPTY.has(name));
    const faults = [
      ...fileFaults(file, values, names),
      ...missing.map((name) => `${name} is missing.`),
      ...valueFaults(values, names),
      ...keyFaults(values),
      ...restoreFaults(values),
      ...startFaults(configuration),
    ];
    return judge([...new Set(faults)], `${names.join(', ')}: present and well-formed; backend and vault accept them.`);
  },
});
