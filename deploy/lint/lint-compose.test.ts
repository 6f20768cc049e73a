import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMPOSE_RULES, lintCompose } from './lint.ts';

const committed = readFileSync('docker-compose.phala.yaml', 'utf8');
const idsOf = (text: string, release = false): string[] => [
  ...new Set(lintCompose('compose', text, { release }).map(({ rule }) => rule)),
];
const swap = (from: string | RegExp, to: string) => (text: string) => text.replace(from, () => to);
/** Within one service alone, which begins at its name and ends at the next. */
const inService = (name: string, change: (text: string) => string) => (text: string) =>
  text.replace(new RegExp(`^  ${name}:\\n(?:    .*\\n|  #.*\\n|\\n)+`, 'm'), change);
const append = (line: string) => (text: string) => `${text.trimEnd()}\n${line}\n\n`;
const variable = (line: string) =>
  swap('      - NODE_ENV=production\n', `      - NODE_ENV=production\n      - ${line}\n`);
const variables = (line: string) =>
  swap(/ {6}- NODE_ENV=production\n/g, `      - NODE_ENV=production\n      - ${line}\n`);
const outside = (name: string) => `${name}=\${${name}}`;
const seed = `S${'A'.repeat(55)}`;
const digest = 'a'.repeat(64);
const PRICE = 'PRICE_URL=https://prices.example/{network}/{asset}';

/** One fault, and the rule that has to say so. */
const FAULTS: [rule: string, what: string, change: (text: string) => string][] = [
  ['yaml', 'a key twice', inService('vault', append('    read_only: false'))],
  ['yaml', 'an anchor', swap('  vault:\n', '  vault: &vault\n')],
  ['yaml', 'an alias', (text) => `${text.replace('  vault:\n', '  vault: &vault\n')}  other: *vault\n`],
  ['ascii', 'a long dash in a comment', swap('# Tuxedo in', '# Tuxedo \u2014 in')],
  ['size', 'a file too large to be taken', (text) => `${text}${'# padding\n'.repeat(21_000)}`],
  ['no-secrets', 'a seed in a comment', swap('# Tuxedo in', `# ${seed} in`)],
  ['known-keys', 'a build', inService('backend', append('    build: .'))],
  ['known-keys', 'an env file', inService('backend', append('    env_file: .env'))],
  ['known-keys', 'an extension', inService('backend', append('    extends: { service: vault }'))],
  ['known-keys', 'a privileged container', inService('frontend', append('    privileged: true'))],
  ['known-keys', 'the process table of the host', inService('frontend', append('    pid: host'))],
  [
    'known-keys',
    'a volume that is a folder of the host',
    swap('  data:\n', '  data: { driver_opts: { o: bind, device: / } }\n'),
  ],
  ['known-keys', 'a network of somebody else', swap('  inner:\n', '  inner:\n    external: true\n')],
  ['services', 'a service more', swap('  backend:\n', '  shell:\n    image: x\n\n  backend:\n')],
  ['services', 'a service less', inService('frontend', () => '')],
  ['no-placeholders', 'an address left open', (text) => text],
  ['image-digest', 'a tag', inService('vault', swap(/@sha256:0+/, ':v1'))],
  ['image-digest', 'a short digest', inService('vault', swap(/@sha256:0+/, '@sha256:0000'))],
  ['image-digest', 'an image from outside', inService('vault', swap(/image: .*/, `image: \${IMAGE}@sha256:${digest}`))],
  ['one-backend-image', 'another image for the vault', inService('vault', swap(/sha256:0+/, `sha256:${digest}`))],
  [
    'guest-agent',
    'the guest agent in the front end',
    inService('frontend', append('    volumes: ["/var/run/dstack.sock:/var/run/dstack.sock"]')),
  ],
  [
    'guest-agent',
    'the guest agent in the backend under another name',
    inService('backend', swap('- data:/data\n', '- data:/data\n      - /run/dstack.sock:/tmp/agent\n')),
  ],
  ['guest-agent', 'a vault without it', inService('vault', swap(/ +- \/var\/run.*\n/, ''))],
  ['mounts', 'a folder of the host', inService('backend', swap('- data:/data', '- /srv/data:/data'))],
  ['mounts', 'a folder beside the file', inService('backend', swap('- data:/data', '- ./data:/data'))],
  [
    'mounts',
    'the folder around the guest agent',
    inService('vault', swap('- vault-socket', '- /var/run:/host\n      - vault-socket')),
  ],
  [
    'mounts',
    'the long form',
    inService('vault', swap('- vault-socket:/run/vault', '- { type: bind, source: /, target: /host }')),
  ],
  ['mounts', 'a volume that nobody declares', inService('backend', swap('- data:/data', '- other:/data'))],
  ['database-in-volume', 'a database in the container', swap('DATA_DIR=/data', 'DATA_DIR=/app/data')],
  ['database-in-volume', 'a database in memory', swap('DATA_DIR=/data', 'DATA_DIR=/tmp')],
  ['database-in-volume', 'no place for it', swap(/ +- DATA_DIR.*\n/, '')],
  [
    'database-in-volume',
    'the vault beside the database',
    inService('vault', swap('- vault-socket', '- data:/data\n      - vault-socket')),
  ],
  ['database-in-volume', 'the vault with the database', inService('vault', variable(outside('DATABASE_URL')))],
  ['database-in-volume', 'a read-only one', swap('- data:/data', '- data:/data:ro')],
  ['vault-socket', 'two addresses', inService('backend', swap('/run/vault/vault.sock\n', '/run/vault/other.sock\n'))],
  [
    'vault-socket',
    'the front end on the socket',
    inService('frontend', append('    volumes: ["vault-socket:/run/vault"]')),
  ],
  ['vault-socket', 'a backend that could replace it', swap('/run/vault:ro', '/run/vault')],
  ['vault-socket', 'a folder of its own for each', inService('backend', swap('vault-socket:', 'data:'))],
  [
    'vault-memory',
    'a memory in the container',
    inService('vault', swap('- VAULT_MEMORY=/memory', '- VAULT_MEMORY=/tmp')),
  ],
  ['vault-memory', 'no place for it', inService('vault', swap(/ +- VAULT_MEMORY.*\n/, ''))],
  ['vault-memory', 'no volume', inService('vault', swap(/ +- vault-memory.*\n/, ''))],
  ['vault-memory', 'a read-only one', swap('vault-memory:/memory', 'vault-memory:/memory:ro')],
  [
    'vault-memory',
    'the backend beside it',
    inService('backend', swap('- data:/data', '- data:/data\n      - vault-memory:/memory')),
  ],
  [
    'vault-memory',
    'the backend beside it, to read',
    inService('backend', swap('- data:/data', '- data:/data\n      - vault-memory:/elsewhere:ro')),
  ],
  ['vault-memory', 'the front end beside it', inService('frontend', append('    volumes: ["vault-memory:/memory"]'))],
  [
    'vault-memory',
    'it in the volume of the socket',
    inService('vault', swap('VAULT_MEMORY=/memory', 'VAULT_MEMORY=/run/vault')),
  ],
  ['ports', 'a port of the backend', inService('backend', append('    ports: ["4000:4000"]'))],
  ['ports', 'a port of the vault', inService('vault', append('    ports: ["1:1"]'))],
  ['ports', 'a second port of the front end', swap('- "80:8080"', '- "80:8080"\n      - "8090:8080"')],
  ['network', 'the network of the host', inService('backend', append('    network_mode: host'))],
  ['network', 'a vault without any', inService('vault', swap('networks: [ledger]', 'network_mode: none'))],
  ['network', 'a vault on the network of the others', inService('vault', swap('[ledger]', '[inner]'))],
  ['network', 'a vault on two networks', inService('vault', swap('[ledger]', '[ledger, inner]'))],
  ['network', 'a vault on the default network', inService('vault', swap(/ +networks: \[ledger\]\n/, ''))],
  ['network', 'the front end beside the vault', inService('frontend', swap('[inner]', '[inner, ledger]'))],
  ['network', 'the backend beside the vault', inService('backend', swap('[inner]', '[inner, ledger]'))],
  ['network', 'a vault that cannot ask the ledger', swap('  ledger:\n', '  ledger: { internal: true }\n')],
  ['environment-form', 'a value in quotes', swap('- LOG_LEVEL=info', '- LOG_LEVEL="info"')],
  ['environment-form', 'a line in quotes', swap('- LOG_LEVEL=info', '- "LOG_LEVEL=info"')],
  ['environment-form', 'a map', inService('frontend', append('    environment: { LOG_LEVEL: info }'))],
  ['environment-form', 'a name without a value', swap('- LOG_LEVEL=info', '- LOG_LEVEL')],
  ['environment-names', 'a default', swap(outside('OPENAI_API_KEY'), 'OPENAI_API_KEY=${OPENAI_API_KEY:-none}')],
  ['environment-names', 'another name', swap(outside('OPENAI_API_KEY'), 'OPENAI_API_KEY=${MODEL_KEY}')],
  ['environment-names', 'the short form', swap(outside('OPENAI_API_KEY'), 'OPENAI_API_KEY=$OPENAI_API_KEY')],
  ['environment-names', 'a command from outside', inService('backend', swap(/command: .*/, 'command: ["${COMMAND}"]'))],
  ['environment-secrets', 'a key that stands there', swap(outside('OPENAI_API_KEY'), 'OPENAI_API_KEY=abc')],
  [
    'environment-secrets',
    'an address with a password',
    inService('backend', variable('DATABASE_URL=postgresql://db/tuxedo')),
  ],
  ['master-keys', 'the master key in the backend', inService('backend', variable(outside('ENCRYPTION_MASTER_KEY')))],
  [
    'master-keys',
    'an old master key in the backend',
    inService('backend', variable(outside('LEGACY_ENCRYPTION_MASTER_KEY'))),
  ],
  ['master-keys', 'the key of backups in the backend', inService('backend', variable(outside('BACKUP_KEY')))],
  ['master-keys', 'no name for the key of backups', swap(/ +- BACKUP_KEY.*\n/, '')],
  ['master-keys', 'no name for the key before', swap(/ +- ENCRYPTION_MASTER_KEY_PREVIOUS.*\n/, '')],
  ['operator-token', 'the operator’s token in the vault', inService('vault', variable(outside('OPERATOR_TOKEN')))],
  [
    'operator-token',
    'the operator’s token in the front end',
    inService('frontend', append(`    environment: ["${outside('OPERATOR_TOKEN')}"]`)),
  ],
  ['operator-token', 'no name for it', swap(/ +- OPERATOR_TOKEN.*\n/, '')],
  ['start-as', 'no way to restore', swap(/ +- START_AS.*\n/, '')],
  ['start-as', 'a file for restoring alone', swap(outside('START_AS'), 'START_AS=restore')],
  ['start-as', 'a vault that is told', inService('vault', variable(outside('START_AS')))],
  ['environment-names', 'a mode under another name', swap(outside('START_AS'), 'START_AS=${MODE}')],
  ['environment-secrets', 'an operator’s token that stands there', swap(outside('OPERATOR_TOKEN'), 'OPERATOR_TOKEN=a')],
  ['enclave-required', 'an enclave that may be missing', inService('vault', swap('TEE_MODE=required', 'TEE_MODE=off'))],
  ['enclave-required', 'a mode from outside', inService('backend', swap('TEE_MODE=required', outside('TEE_MODE')))],
  [
    'enclave-required',
    'a build for developers',
    inService('backend', swap('NODE_ENV=production', 'NODE_ENV=development')),
  ],
  ['no-back-doors', 'a simulator', inService('vault', variable('DSTACK_SIMULATOR_ENDPOINT=http://evil'))],
  ['no-back-doors', 'a shell', inService('backend', variable(outside('DSTACK_AUTHORIZED_KEYS')))],
  ['no-back-doors', 'code before ours', inService('vault', variable('NODE_OPTIONS=--require=/data/x.js'))],
  ['no-back-doors', 'TLS that believes everybody', inService('backend', variable('NODE_TLS_REJECT_UNAUTHORIZED=0'))],
  [
    'one-public-address',
    'another address in the vault',
    inService('vault', swap('https://tuxedo.invalid', 'https://evil.invalid')),
  ],
  [
    'one-public-address',
    'another address in the front end',
    inService('frontend', swap('https://tuxedo.invalid', 'https://evil.invalid')),
  ],
  ['one-public-address', 'no TLS', swap(/https:\/\/tuxedo/g, 'http://tuxedo')],
  ['networks', 'test money', swap(/STELLAR_NETWORKS=TESTNET/g, 'STELLAR_NETWORKS=LOCAL,TESTNET')],
  [
    'networks',
    'another network in the vault',
    inService('vault', swap('STELLAR_NETWORKS=TESTNET', 'STELLAR_NETWORKS=MAINNET')),
  ],
  ['same-policy', 'a milder vault', inService('vault', variable('APPROVAL_THRESHOLD_USD=100000'))],
  ['same-policy', 'a policy from outside', variables(outside('TRANSACTION_LIMIT_ACTION'))],
  ['prices', 'a source of prices in the backend', inService('backend', variable(PRICE))],
  ['prices', 'a source of prices in both', variables(PRICE)],
  ['prices', 'a source of prices from outside', inService('vault', variable(outside('PRICE_URL')))],
  ['no-debugger', 'a debugger by signal', inService('vault', swap('"--disable-sigusr1", ', ''))],
  ['no-debugger', 'a debugger', inService('backend', swap('"--disable-sigusr1"', '"--disable-sigusr1", "--inspect"'))],
  ['read-only', 'a root that can be written', inService('backend', swap('read_only: true', 'read_only: false'))],
  ['read-only', 'no /tmp', inService('backend', swap(/ +tmpfs.*\n/, ''))],
  ['no-capabilities', 'a capability', inService('vault', swap('cap_drop: [ALL]', 'cap_drop: [NET_RAW]'))],
  ['no-capabilities', 'a way to gain one', inService('vault', swap(/ +security_opt.*\n/, ''))],
  ['non-root', 'root', inService('vault', swap('10001:10001', '0:0'))],
  ['non-root', 'the group of root', inService('vault', swap('10001:10001', '10001:0'))],
  ['non-root', 'a name', inService('frontend', swap('10001:10001', 'node'))],
  ['no-core-dumps', 'core dumps', inService('vault', swap(/ +ulimits.*\n/, ''))],
  ['healthcheck', 'no healthcheck', inService('backend', swap(/ +healthcheck:\n( {6}.*\n)+/, ''))],
  [
    'healthcheck',
    'one that is switched off',
    inService('backend', swap('healthcheck:\n', 'healthcheck:\n      disable: true\n')),
  ],
  ['healthcheck', 'one by curl', inService('backend', swap(/test: .*/, 'test: ["CMD", "curl", "localhost"]'))],
  ['restart', 'no restart', inService('backend', swap('restart: unless-stopped', 'restart: "no"'))],
  ['log-rotation', 'a log that grows', inService('frontend', swap(/ +logging.*\n/, ''))],
];

describe('the compose file', () => {
  it('as it is committed breaks no rule', () => {
    expect(lintCompose('compose', committed, { release: false })).toEqual([]);
  });

  it.each(FAULTS)('breaks the rule %s with %s', (rule, _what, change) => {
    const faulty = change(committed);
    const release = rule === 'no-placeholders';
    expect(faulty === committed).toBe(release);
    expect(idsOf(faulty, release)).toContain(rule);
  });

  it('has a planted fault for each rule', () => {
    const ids = COMPOSE_RULES.map(({ id }) => id);
    expect([...new Set(FAULTS.map(([rule]) => rule))].sort()).toEqual(ids.sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names what is wrong and where, and never the secret', () => {
    const [finding] = lintCompose('compose', committed.replace('# Tuxedo in', `# ${seed} in`), { release: false });
    expect(finding).toMatchObject({
      file: 'compose',
      rule: 'no-secrets',
      detail: 'Line 1 looks like a Stellar secret key.',
    });
    expect(JSON.stringify(finding)).not.toContain(seed);
  });

  it('may hold a database of PostgreSQL for the backend alone', () => {
    const line = `      - ${outside('DATABASE_URL')}\n`;
    expect(idsOf(committed.replace('      - DATA_DIR=/data\n', `      - DATA_DIR=/data\n${line}`))).toEqual([]);
  });

  it('may name a second source of prices to the vault', () => {
    expect(idsOf(inService('vault', variable(PRICE))(committed))).toEqual([]);
  });

  it('is fit for a release with real digests and a real address', () => {
    const filled = committed.replace(/0{64}/g, digest).replaceAll('registry.invalid', 'ghcr.io/somebody');
    expect(idsOf(filled, true)).toEqual(['no-placeholders']);
    expect(idsOf(filled.replaceAll('tuxedo.invalid', 'tuxedo.example.com'), true)).toEqual([]);
  });
});

it.each(['', '[]', 'services: 1', 'services:\n  backend: 3\n', 'a: [', '\u0000'])(
  'survives a file that is none: %j',
  (text) => {
    expect(idsOf(text).length).toBeGreaterThan(0);
  },
);
