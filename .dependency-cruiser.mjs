// Imports of the server go down this list, never up; the client has a ladder of its own.
const server = [
  'main',
  'app',
  'front',
  'backup',
  'telemetry',
  'http',
  'webhooks',
  'chat',
  'agent',
  'approvals',
  'verify',
  'signer-replacement',
  'transactions',
  'api-keys',
  'policy',
  'prices',
  'accounts',
  'users',
  'key-rotation',
  'vault',
  'attestation',
  'quote-verifier',
  'audit',
  'events',
  'graphql',
  'stellar',
  'openai',
  'db',
];
const client = [
  'main',
  'app',
  '(chat|approvals|accounts|policy|audit|settings|sign-in)',
  'approval-card',
  'ui',
  'graphql',
];

const rung = (root, name) => `^${root}/${name}(/|\\.tsx?$|-)`;
const neverUp = (root, ladder) =>
  ladder.slice(1).map((name, index) => ({
    name: `${root}: ${name} imports nothing above it`,
    severity: 'error',
    from: { path: rung(root, name), pathNot: '\\.test\\.tsx?$' },
    to: {
      path: ladder
        .slice(0, index + 1)
        .map((upper) => rung(root, upper))
        .join('|'),
    },
  }));

export default {
  forbidden: [
    ...neverUp('server/src', server),
    ...neverUp('client/src', client),
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
      from: { path: '^server/src/', pathNot: '^server/src/(main|app|testing)|\\.test\\.ts$' },
      to: { path: '^server/local-network/' },
    },
    {
      name: 'the vault knows no API',
      severity: 'error',
      from: { path: '^server/src/vault/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(type-graphql|graphql)/' },
    },
    {
      name: 'only openai/ imports the model client',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/openai/' },
      to: { path: 'node_modules/openai/' },
    },
    {
      name: 'only stellar/ speaks to the network',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(stellar|testing)/|\\.test\\.ts$' },
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
