/** Imports go down such a list, never up: each folder below `root` that holds a source is on it by its exact name. */
export type Ladder = { root: string; rungs: readonly string[] };

/** What the files of `from` may come to, however far away; a type that is gone when the program runs does not count. */
export type Room = {
  name: string;
  from: RegExp;
  /** Whether a file of ours, or a package, may be among what it comes to. */
  lets: (target: string) => boolean;
  todo: string;
};

/** `from` imports nothing of `to` directly, not even a type. */
export type Wall = { from: RegExp; but: RegExp; to: RegExp; todo: string };

const SERVER: Ladder = {
  root: 'server/src',
  rungs: [
    'bin',
    'app',
    'operator/signer-replacement',
    'operator/backup',
    'operator/backup/restore',
    'operator/backup/make',
    'operator/backup/file',
    'operator/telemetry/testing',
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
    'verify/attestation/testing',
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
    'tee/attestation/testing',
    'tee/attestation',
    'tee/quote-verifier/testing',
    'tee/quote-verifier',
    'platform/audit',
    'platform/graphql',
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
    'rulebook/warnings',
    'rulebook',
    'rulebook/rules',
    'rulebook/sizing',
    'rulebook/facts',
    'kernel',
  ],
};

const LOCAL_NETWORK: Ladder = {
  root: 'server/local-network',
  rungs: ['testing', '.', 'horizon', 'network', 'history', 'journal', 'transactions', 'operations', 'ledger'],
};

/** The inbox of approvals is lowest, as the others show what waits. */
const FEATURES = ['chat', 'accounts', 'policy', 'audit', 'settings', 'sign-in', 'approvals'];

const CLIENT: Ladder = {
  root: 'client/src',
  rungs: [
    'testing',
    '.',
    'app',
    'app/frame',
    'app/notices',
    ...FEATURES,
    'approval-card',
    'ui/values',
    'ui',
    'ui/browser',
    'graphql',
    'graphql/generated',
  ],
};

export const LADDERS: readonly Ladder[] = [SERVER, LOCAL_NETWORK, CLIENT];

const API = /^(graphql|type-graphql|fastify|@mikro-orm)(\/|$)/;
const ENTITY = /\.entity\.ts$/;

const OURS = /^server\/src\//;
const BELOW_THE_ROOM = /^server\/src\/(vault\/(room|contract)|tee|stellar|rulebook|kernel)\//;
const RULEBOOK = /^server\/src\/rulebook\//;
const KERNEL = /^server\/src\/kernel\//;
const IMPURE_KERNEL = /^server\/src\/kernel\/(config|secrets|crash-points)\.ts$/;
const PURE_PACKAGES = ['@stellar/stellar-sdk/base', 'canonicalize', 'node:crypto'];

export const ROOMS: readonly Room[] = [
  {
    name: "the vault's process",
    from: /^server\/src\/(bin\/main-vault\.ts|vault\/room\/)/,
    lets: (target) => !API.test(target) && !ENTITY.test(target),
    todo: 'That would be attested code that nobody needs: put what it needs into a file that imports none of this',
  },
  {
    name: 'the room',
    from: /^server\/src\/vault\/room\//,
    lets: (target) => !OURS.test(target) || BELOW_THE_ROOM.test(target),
    todo: 'It stands on its contract, tee, stellar, rulebook and kernel alone',
  },
  {
    name: 'the rulebook',
    from: RULEBOOK,
    lets: (target) =>
      PURE_PACKAGES.includes(target) || RULEBOOK.test(target) || (KERNEL.test(target) && !IMPURE_KERNEL.test(target)),
    todo: 'It is pure: only kernel, without configuration, secrets and crash points, and packages that compute',
  },
];

const TEST = /\.test\.tsx?$/;

const featureWall = (feature: string): Wall => ({
  from: new RegExp(`^client/src/${feature}/`),
  but: TEST,
  to: new RegExp(`^client/src/(?!${feature}/|approvals/)(${FEATURES.join('|')})/`),
  todo: 'Features of the client do not know each other: what both need goes below them, and app/ brings them together',
});

export const WALLS: readonly Wall[] = [
  {
    from: /^server\/local-network\//,
    but: /^$/,
    to: /^server\/src\//,
    todo: 'The local network stands alone, as a stranger would have written it',
  },
  {
    from: /^server\/src\//,
    but: /^server\/src\/bin\/|\.test\.ts$/,
    to: /^server\/local-network\//,
    todo: 'Only bin/ and tests start the local network',
  },
  {
    from: /^server\/src\/vault\//,
    but: TEST,
    to: /^(graphql|type-graphql)(\/|$)/,
    todo: 'The vault knows no API',
  },
  {
    from: /^server\/src\//,
    but: /^server\/src\/(bin|app|operator|vault)\/|\.test\.ts$/,
    to: /^server\/src\/vault\/room\//,
    todo: 'What server and vault share stands in vault/contract, rulebook or kernel: the room is for the vault alone',
  },
  {
    from: /^server\/src\//,
    but: /^server\/src\/agent\/model\//,
    to: /^openai(\/|$)/,
    todo: 'Only agent/model/ imports the model client: take its interface',
  },
  {
    from: /^server\/src\//,
    but: /^server\/src\/stellar\/|\.test\.ts$/,
    to: /^@stellar\/stellar-sdk(?!\/base$)/,
    todo: 'Only stellar/ speaks to the network: import @stellar/stellar-sdk/base',
  },
  {
    from: /^(server\/(src|local-network)|client\/src)\//,
    but: /\.test\.tsx?$|\/testing\//,
    to: /^server\/test\/|\/testing\//,
    todo: 'Only tests import what is there for tests',
  },
  ...FEATURES.map(featureWall),
];
