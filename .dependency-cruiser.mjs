// Imports of the server go down this list of folders, never up; the client has a ladder of its own.
const server = [
  'bin',
  'app',
  'operator/signer-replacement',
  'operator/backup',
  'operator/backup/restore',
  'operator/backup/make',
  'operator/backup/file',
  'operator/telemetry',
  'transports/front',
  'transports/http',
  'transports/sockets',
  'transports/callers',
  'agent/chat',
  'agent/runs',
  'agent/model/planner',
  'agent/model',
  'money/approvals',
  'money/submission',
  'money/signing',
  'money/proposals',
  'money/drafts',
  'money/api-keys',
  'money/policy-changes',
  'money/policy',
  'money/prices',
  'money/accounts',
  'money/contacts',
  'money/accounts/records',
  'identity/users',
  'identity/consent',
  'identity/passkeys',
  'identity/recovery',
  'identity/sessions',
  'identity/records',
  'keyring',
  'verify',
  'verify/attestation',
  'verify/receipts',
  'vault/room',
  'vault/room/signers',
  'vault/room/judgement',
  'vault/room/prices',
  'vault/room/backups',
  'vault/room/seals',
  'vault/room/keys',
  'vault/room/ciphers',
  'vault/room/memory',
  'vault/channel',
  'vault/contract',
  'tee/attestation',
  'tee/quote-verifier',
  'platform/audit',
  'platform/graphql',
  'platform/graphql/descriptions',
  'platform/graphql/limits',
  'platform/graphql/scalars',
  'platform/events',
  'platform/db',
  'platform/db/migrations/sqlite',
  'platform/db/migrations/postgresql',
  'stellar/networks',
  'stellar/horizon',
  'stellar/results',
  'stellar',
  'rulebook',
  'rulebook/rules',
  'rulebook/sizing',
  'rulebook/facts',
  'kernel',
];
// These still reach for what stands above them. No name may be added.
const STILL_CLIMBING = ['vault/channel/remote-vault\\.ts$', 'vault/contract/vault\\.ts$'];
const client = [
  'main',
  'app',
  '(chat|approvals|accounts|policy|audit|settings|sign-in)',
  'approval-card',
  'ui',
  'graphql',
];

// Of the server each folder is a rung by its exact name, the folders inside it too.
const folder = (root, name) => `^${root}/${name}/[^/]+$`;
const room = (root, name) => `^${root}/${name}(/|\\.tsx?$|-)`;
const neverUp = (root, ladder, rung, except = []) =>
  ladder.slice(1).map((name, index) => ({
    name: `${root}: ${name} imports nothing above it`,
    severity: 'error',
    from: { path: rung(root, name), pathNot: ['\\.test\\.tsx?$', ...except] },
    to: {
      path: ladder
        .slice(0, index + 1)
        .map((upper) => rung(root, upper))
        .join('|'),
    },
  }));

export default {
  forbidden: [
    ...neverUp('server/src', server, folder, STILL_CLIMBING),
    ...neverUp('client/src', client, room),
    { name: 'no cycles', severity: 'error', from: { pathNot: '\\.test\\.tsx?$' }, to: { circular: true } },
    {
      name: 'the local network stands alone',
      severity: 'error',
      from: { path: '^server/local-network/' },
      to: { path: '^server/src/' },
    },
    {
      name: 'only the composition root and tests start the local network',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/bin/|\\.test\\.ts$' },
      to: { path: '^server/local-network/' },
    },
    {
      name: 'the vault knows no API',
      severity: 'error',
      from: { path: '^server/src/vault/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(type-graphql|graphql)/' },
    },
    {
      name: 'only agent/model/ imports the model client',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/agent/model/' },
      to: { path: 'node_modules/openai/' },
    },
    {
      name: 'only stellar/ speaks to the network',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/stellar/|\\.test\\.ts$' },
      to: { path: 'node_modules/@stellar/stellar-sdk/lib/[^/]+/(index|horizon|rpc|contract|friendbot)' },
    },
    {
      name: 'features of the client do not know each other',
      severity: 'error',
      from: {
        path: '^client/src/(chat|approvals|accounts|policy|audit|settings|sign-in)/',
        pathNot: '\\.test\\.tsx?$',
      },
      to: {
        path: '^client/src/(chat|approvals|accounts|policy|audit|settings|sign-in)/',
        pathNot: ['^client/src/$1/', '^client/src/approvals/'],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'server/tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|generated)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
