import { asList, type ComposeFile, type Service, serviceNamed, variable } from './compose-file.ts';
import type { Rule } from './rule.ts';
import { SECRET_NAME } from './secret-patterns.ts';

const LINE = /^([A-Z][A-Z0-9_]*)=(.*)$/s;
const KEYS = ['ENCRYPTION_MASTER_KEY', 'ENCRYPTION_MASTER_KEY_PREVIOUS', 'BACKUP_KEY'];
/** The policy of whoever has set none. */
const POLICY = ['APPROVAL_THRESHOLD_USD', 'AGENT_SPENDING_LIMITS', 'TRANSACTION_LIMIT_ACTION', 'TRANSACTION_FEE_LIMIT'];
/** Each would let somebody else in, or let something else pass for the enclave or for a server we trust. */
const BACK_DOORS = /^(DSTACK_.*|TAPPD_.*|NODE_OPTIONS|NODE_TLS_REJECT_UNAUTHORIZED|NODE_EXTRA_CA_CERTS|LD_.*)$/;

const isTold = ({ name }: Service): boolean => name === 'backend' || name === 'vault';
const ofAll = (
  { services }: ComposeFile,
  faults: (name: string, value: string, service: string) => string | false,
): string[] =>
  services.flatMap((service) =>
    service.environment.flatMap(({ text }) => {
      const [, name = '', value = ''] = LINE.exec(text) ?? [];
      const fault = faults(name, value, service.name);
      return fault ? [`${service.name}: ${fault}`] : [];
    }),
  );

const formFaults = ({ name, fields, environment }: Service): string[] => {
  if (fields.environment !== undefined && !Array.isArray(fields.environment)) return [`${name}: it is not a list.`];
  return environment.flatMap(({ text, quoted }) => {
    const key = LINE.exec(text)?.[1] ?? text.split('=')[0];
    const isClean = LINE.test(text) && !quoted && !/=["']/.test(text);
    return isClean ? [] : [`${name}: ${key}.`];
  });
};

const dollarFaults = (file: ComposeFile): string[] => {
  const inEnvironment = file.services.flatMap(({ environment }) =>
    environment.filter(({ text }) => text.includes('$')),
  );
  const inCode = file.text.split('\n').filter((line) => !line.trimStart().startsWith('#') && line.includes('$'));
  const wrong = ofAll(file, (name, value) => value.includes('$') && value !== `\${${name}}` && `${name}.`);
  return inCode.length === inEnvironment.length ? wrong : [...wrong, 'There is a "$" outside of an environment.'];
};

const masterKeyFaults = (file: ComposeFile): string[] => {
  const vault = serviceNamed(file, 'vault');
  const missing = KEYS.filter((name) => variable(vault, name) === undefined);
  return [
    ...missing.map((name) => `vault: ${name} is missing.`),
    ...ofAll(
      file,
      (name, _value, service) =>
        /MASTER_KEY|LEGACY_ENCRYPTION|BACKUP_KEY/.test(name) && service !== 'vault' && `${name}.`,
    ),
  ];
};

/** The name is there from the first day, and nobody but the backend is told. */
const backendAlone = (file: ComposeFile, known: string): string[] => [
  ...(variable(serviceNamed(file, 'backend'), known) === undefined ? ['backend: it is missing.'] : []),
  ...ofAll(file, (name, _value, service) => name === known && service !== 'backend' && 'it is told.'),
];

const startFaults = (file: ComposeFile): string[] => {
  const isOutside = variable(serviceNamed(file, 'backend'), 'START_AS')?.startsWith('${') ?? true;
  return [...backendAlone(file, 'START_AS'), ...(isOutside ? [] : ['backend: it stands in the file.'])];
};

const sameFaults = (file: ComposeFile, name: string): string[] => {
  const [backend, vault] = ['backend', 'vault'].map((service) => variable(serviceNamed(file, service), name));
  return backend !== undefined && backend === vault ? [] : [`${name} is not the same in backend and vault.`];
};

const policyFaults = (file: ComposeFile): string[] =>
  POLICY.flatMap((name) => {
    const [backend, vault] = ['backend', 'vault'].map((service) => variable(serviceNamed(file, service), name));
    if (backend !== vault) return [`${name} is not the same in backend and vault.`];
    return vault?.includes('$') ? [`${name} comes from outside.`] : [];
  });

const PRICES = 'PRICE_URL';
const priceFaults = (file: ComposeFile): string[] =>
  ofAll(
    file,
    (name, value, service) => name === PRICES && (service !== 'vault' || value.includes('$')) && `${PRICES}.`,
  );

/** What the services are told, and by whom. */
export const COMPOSE_ENVIRONMENT_RULES: readonly Rule<ComposeFile>[] = [
  {
    id: 'environment-form',
    sentence: 'An environment is a list of KEY=value without quotes: quotes would become part of the value.',
    check: ({ services }) => services.flatMap(formFaults),
  },
  {
    id: 'environment-names',
    sentence: 'What comes from outside is a bare reference under its own name, with no default.',
    check: dollarFaults,
  },
  {
    id: 'environment-secrets',
    sentence: 'What is secret comes from outside; what stands in the file is public.',
    check: (file) => ofAll(file, (name, value) => SECRET_NAME.test(name) && !value.startsWith('${') && `${name}.`),
  },
  {
    id: 'master-keys',
    sentence:
      'The vault alone is given the master key, its predecessor and the key of backups, and all three names are there ' +
      'from the first day.',
    check: masterKeyFaults,
  },
  {
    id: 'operator-token',
    sentence: 'The backend alone is told OPERATOR_TOKEN, and the name is there from the first day.',
    check: (file) => backendAlone(file, 'OPERATOR_TOKEN'),
  },
  {
    id: 'start-as',
    sentence:
      'The backend alone is told START_AS, and from outside: a copy is restored by the program that is measured, not by another.',
    check: startFaults,
  },
  {
    id: 'enclave-required',
    sentence: 'TEE_MODE=required and NODE_ENV=production stand in the file, where they are measured.',
    check: ({ services }) =>
      services.filter(isTold).flatMap((service) => {
        const isMeant = variable(service, 'TEE_MODE') === 'required' && variable(service, 'NODE_ENV') === 'production';
        return isMeant ? [] : [`${service.name}.`];
      }),
  },
  {
    id: 'no-back-doors',
    sentence: 'No variable opens a shell, replaces the guest agent, loads code or weakens TLS.',
    check: (file) => ofAll(file, (name) => BACK_DOORS.test(name) && `${name}.`),
  },
  {
    id: 'one-public-address',
    sentence: 'Backend, vault and front end have the same public address, and it is https: passkeys are bound to it.',
    check: (file) => {
      const url = variable(serviceNamed(file, 'backend'), 'PUBLIC_URL') ?? '';
      const command = asList(serviceNamed(file, 'frontend')?.fields.command).map(String);
      const isSame = command[command.indexOf('--public-url') + 1] === url;
      return [
        ...sameFaults(file, 'PUBLIC_URL'),
        ...(isSame ? [] : ['--public-url of the front end is another.']),
        ...(/^https:\/\/[a-z0-9.-]+$/.test(url) ? [] : ['It is not https://name without a path.']),
      ];
    },
  },
  {
    id: 'networks',
    sentence: 'Backend and vault work on the same networks, and the local one with its test money is not among them.',
    check: (file) => {
      const networks = variable(serviceNamed(file, 'vault'), 'STELLAR_NETWORKS') ?? '';
      return [...sameFaults(file, 'STELLAR_NETWORKS'), ...(/LOCAL/.test(networks) ? ['LOCAL is among them.'] : [])];
    },
  },
  {
    id: 'same-policy',
    sentence: 'Backend and vault judge by the same default policy, and it stands in the file, where it is measured.',
    check: policyFaults,
  },
  {
    id: 'prices',
    sentence:
      'A second source of prices is named to the vault alone, which asks for them, in the file that is measured.',
    check: priceFaults,
  },
];
