import { dirname } from 'node:path/posix';
import { asList, asRecord, type ComposeFile, mountsOf, type Service, serviceNamed, variable } from './compose-file.ts';
import type { Rule } from './rule.ts';

const DSTACK = '/var/run/dstack.sock';
const isNamed = (source: string): boolean => /^[a-z0-9][a-z0-9_-]*$/.test(source);
const mentionsGuestAgent = ({ fields }: Service): boolean =>
  /dstack[^"]*\.sock|tappd\.sock/.test(JSON.stringify(fields));
/** The named volume that holds a path of the service, and where it is mounted. */
const volumeOf = (service: Service | undefined, path: string | undefined) =>
  mountsOf(service).find(({ source, target }) => isNamed(source) && `${path}/`.startsWith(`${target}/`));
const usersOf = ({ services }: ComposeFile, volume: string): string[] =>
  services.filter((service) => mountsOf(service).some(({ source }) => source === volume)).map(({ name }) => name);

const databaseFaults = (file: ComposeFile): string[] => {
  const backend = serviceNamed(file, 'backend');
  const volume = volumeOf(backend, variable(backend, 'DATA_DIR'));
  const elsewhere = file.services.filter(({ name }) => name !== 'backend');
  return [
    ...(volume ? [] : ['DATA_DIR of the backend is not in a named volume: a restart would lose everything.']),
    ...(volume?.readOnly ? ['The data volume is read-only.'] : []),
    ...(volume && usersOf(file, volume.source).length > 1 ? ['Another service mounts the data volume.'] : []),
    ...elsewhere
      .filter((service) => variable(service, 'DATABASE_URL') !== undefined)
      .map(({ name }) => `${name} has DATABASE_URL.`),
  ];
};

const vaultSocketFaults = (file: ComposeFile): string[] => {
  const [backend, vault] = [serviceNamed(file, 'backend'), serviceNamed(file, 'vault')];
  const path = variable(vault, 'VAULT_SOCKET');
  const [inBackend, inVault] = [volumeOf(backend, path), volumeOf(vault, path)];
  if (!path || path !== variable(backend, 'VAULT_SOCKET')) return ['VAULT_SOCKET is not the same in both.'];
  if (!inVault || inVault.source !== inBackend?.source || dirname(path) !== inVault.target)
    return [`The folder of ${path} is not the same named volume in both.`];
  const users = usersOf(file, inVault.source).filter((name) => name !== 'backend' && name !== 'vault');
  return [
    ...users.map((name) => `${name} mounts it too.`),
    ...(inBackend.readOnly ? [] : ['The backend could put another socket in its place: mount it with :ro there.']),
  ];
};

const vaultMemoryFaults = (file: ComposeFile): string[] => {
  const vault = serviceNamed(file, 'vault');
  const path = variable(vault, 'VAULT_MEMORY');
  const volume = path === undefined ? undefined : volumeOf(vault, path);
  if (!volume || volume.target !== path)
    return ['VAULT_MEMORY of the vault is no named volume: a restart would forget what was spent and stopped.'];
  const others = usersOf(file, volume.source).filter((name) => name !== 'vault');
  return [...others.map((name) => `${name} mounts it too.`), ...(volume.readOnly ? ['It is read-only.'] : [])];
};

const portFaults = ({ services }: ComposeFile): string[] =>
  services.flatMap(({ name, fields }) => {
    const ports = asList(fields.ports);
    if (name !== 'frontend') return ports.length > 0 ? [`${name} has an open port.`] : [];
    const isPlain = ports.length === 1 && /^\d{1,5}:\d{1,5}$/.test(String(ports[0]));
    return isPlain ? [] : ['frontend has to open one port, written "outside:inside".'];
  });

const networksOf = ({ fields }: Service): string[] => asList(fields.networks).map(String);

/** Without a list a service is on the default network, where every other one is that has none. */
const networkFaults = ({ services, fields }: ComposeFile): string[] => {
  const modes = services.filter((service) => service.fields.network_mode !== undefined);
  const unlisted = services.filter((service) => networksOf(service).length === 0);
  const [own, ...more] = services.filter(({ name }) => name === 'vault').flatMap(networksOf);
  const guests = services.filter((service) => service.name !== 'vault' && networksOf(service).includes(own ?? ''));
  return [
    ...modes.map(({ name, fields: { network_mode: mode } }) => `network_mode of ${name} is ${String(mode)}.`),
    ...unlisted.map(({ name }) => `${name} has no list of networks.`),
    ...(more.length > 0 ? [`The vault is on ${more.join(', ')} as well.`] : []),
    ...guests.map(({ name }) => `${name} is on the network of the vault.`),
    ...(asRecord(asRecord(fields.networks)[own ?? '']).internal === undefined
      ? []
      : ['The network of the vault does not lead out, and it has to ask the ledger.']),
  ];
};

/** What each service can reach, and from where it can be reached. */
export const COMPOSE_BOUNDARY_RULES: readonly Rule<ComposeFile>[] = [
  {
    id: 'guest-agent',
    sentence: `The vault alone mounts ${DSTACK}: whoever has it has every key of the app.`,
    check: (file) => [
      ...file.services
        .filter((service) => service.name !== 'vault' && mentionsGuestAgent(service))
        .map(({ name }) => `${name} names the socket of the guest agent.`),
      ...(mountsOf(serviceNamed(file, 'vault')).some(({ source, target }) => source === DSTACK && target === DSTACK)
        ? []
        : ['The vault does not mount it.']),
    ],
  },
  {
    id: 'mounts',
    sentence: 'All else that is mounted is a volume of this file: nothing of the host.',
    check: ({ services, fields }) =>
      services.flatMap((service) =>
        asList(service.fields.volumes).flatMap((entry, index) => {
          const { source } = mountsOf(service)[index]!;
          if (service.name === 'vault' && source === DSTACK) return [];
          const isOurs = typeof entry === 'string' && isNamed(source) && source in asRecord(fields.volumes);
          return isOurs ? [] : [`${service.name} mounts ${JSON.stringify(entry)}.`];
        }),
      ),
  },
  {
    id: 'database-in-volume',
    sentence: "The database is in the backend's own volume, or in PostgreSQL that the backend alone is told of.",
    check: databaseFaults,
  },
  {
    id: 'vault-socket',
    sentence: 'Backend and vault, and nobody else, share the volume with the socket of the vault.',
    check: vaultSocketFaults,
  },
  {
    id: 'vault-memory',
    sentence:
      'The vault, and nobody else, mounts the volume in which it remembers what it has signed and what is stopped.',
    check: vaultMemoryFaults,
  },
  { id: 'ports', sentence: 'The front end alone has an open port, and one.', check: portFaults },
  {
    id: 'network',
    sentence: 'The vault reaches the ledger over a network that is its own, and nobody has the network of the host.',
    check: networkFaults,
  },
];
