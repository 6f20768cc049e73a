import { asRecord, type ComposeFile, type Service } from './compose-file.ts';
import type { Rule } from './rule.ts';
import { findSecrets } from './secret-patterns.ts';

const MAX_BYTES = 200 * 1024;
const TOP_LEVEL = new Set(['services', 'networks', 'volumes']);
const OF_A_SERVICE = new Set([
  'image',
  'command',
  'restart',
  'user',
  'read_only',
  'cap_drop',
  'security_opt',
  'tmpfs',
  'pids_limit',
  'ulimits',
  'ports',
  'expose',
  'networks',
  'network_mode',
  'depends_on',
  'environment',
  'volumes',
  'healthcheck',
  'logging',
]);

const unknownKeys = (where: string, fields: Record<string, unknown>, known: ReadonlySet<string>): string[] =>
  Object.keys(fields)
    .filter((key) => !known.has(key))
    .map((key) => `${where} has "${key}".`);

const serviceNames = ['frontend', 'backend', 'vault'];

const unexpected = (services: readonly Service[]): string[] => {
  const names = services.map(({ name }) => name);
  const missing = serviceNames.filter((name) => !names.includes(name)).map((name) => `There is no service "${name}".`);
  return [
    ...missing,
    ...names.filter((name) => !serviceNames.includes(name)).map((name) => `"${name}" is not one of them.`),
  ];
};

/** What can be said of the file as a whole. */
export const COMPOSE_TEXT_RULES: readonly Rule<ComposeFile>[] = [
  {
    id: 'yaml',
    sentence: 'The file is one YAML document without faults or anchors, so that everybody reads the same in it.',
    check: ({ errors }) => errors,
  },
  {
    id: 'ascii',
    sentence: 'The file is ASCII: clients of the guest agent hang on anything else.',
    check: ({ text }) =>
      text.split('\n').flatMap((line, index) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about exactly these characters.
        return /[^\x00-\x7f]/.test(line) ? [`Line ${index + 1}.`] : [];
      }),
  },
  {
    id: 'size',
    sentence: 'The file is no larger than the 200 KB that the platform takes.',
    check: ({ text }) => (Buffer.byteLength(text) > MAX_BYTES ? [`It has ${Buffer.byteLength(text)} bytes.`] : []),
  },
  {
    id: 'no-secrets',
    sentence: 'The file is public, so it holds no secret.',
    check: ({ text }) => findSecrets(text).map(({ what, line }) => `Line ${line} looks like ${what}.`),
  },
  {
    id: 'known-keys',
    sentence:
      'Only keys whose effect we know are used: none of build, env_file, extends, privileged, devices, configs, secrets.',
    check: ({ fields, services }) => [
      ...unknownKeys('The file', fields, TOP_LEVEL),
      ...services.flatMap((service) => unknownKeys(service.name, service.fields, OF_A_SERVICE)),
      ...Object.entries(asRecord(fields.volumes)).flatMap(([name, value]) =>
        unknownKeys(`The volume ${name}`, asRecord(value), new Set()),
      ),
      ...Object.entries(asRecord(fields.networks)).flatMap(([name, value]) =>
        unknownKeys(`The network ${name}`, asRecord(value), new Set(['ipam', 'internal'])),
      ),
    ],
  },
  {
    id: 'services',
    sentence:
      'The services are frontend, backend and vault: another one would be inside the enclave without being looked at.',
    check: ({ services }) => unexpected(services),
  },
  {
    id: 'no-placeholders',
    sentence: 'In a release no address is left open: no name ends in ".invalid".',
    check: ({ text }, { release }) =>
      release
        ? text.split('\n').flatMap((line, index) => (/\.invalid\b/.test(line) ? [`Line ${index + 1}.`] : []))
        : [],
  },
];
