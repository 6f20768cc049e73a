import { setTimeout as wait } from 'node:timers/promises';
import { getDirective } from '@graphql-tools/utils';
import { OperationTypeNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OPEN_FIELDS } from '../../src/platform/graphql/schema-rules.js';
import { createKey, type KeyApp, keyOwner, type Owner, openKeyApp } from '../support/app/key-case.js';
import { type Body, follow } from '../support/app/live-app.js';
import { argumentsFor, documentFor, rootField, rootPlaces } from '../support/app/root-calls.js';
import { dumpTables } from '../support/app/table-dump.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

/** All that a key may ever ask for, by scope. A field that opens to keys stands here, or the first test fails. */
const OPEN_TO_KEYS: Record<string, string[]> = {
  READ: [
    ...['account', 'accounts', 'approval', 'approvals', 'auditLog', 'evaluatePolicy', 'auditExport'],
    ...['networkStatus', 'node', 'policy', 'price', 'receipt', 'run', 'spending', 'thread', 'threads'],
    ...['transaction', 'transactions', 'verifyAuditLog', 'viewer'],
    ...['agentSteps', 'pendingApprovals', 'transactionUpdates', 'viewerUpdates'],
  ],
  CHAT: ['cancelRun', 'createThread', 'deleteThread', 'renameThread', 'sendMessage'],
  PROPOSE: ['proposePayment', 'proposeTransaction', 'proposeTrustline'],
  MANAGE: [],
};
const SCOPES = Object.keys(OPEN_TO_KEYS);
/** Every set of scopes that a key can have. */
const SETS = Array.from({ length: 2 ** SCOPES.length - 1 }, (_, bits) =>
  SCOPES.filter((_scope, index) => ((bits + 1) >> index) & 1),
);
/** What no key may do, whatever it holds: said here once more by name, so that no mistake above can let it in. */
const NEVER = [
  ...['addPasskey', 'removePasskey', 'renamePasskey', 'startAddPasskey', 'regenerateRecoveryCodes', 'startConsent'],
  ...['signOut', 'revokeSession', 'deleteUser', 'createApiKey', 'revokeApiKey', 'updatePolicy', 'startPolicyChange'],
  ...[
    'approveTransaction',
    'rejectTransaction',
    'rejectTransactions',
    'startApproval',
    'signTransaction',
    'freeze',
    'unfreeze',
    'freezeAccount',
  ],
  ...['keyStatus', 'rotateKeys', 'rewrapKeys', 'retireKeys'],
  ...['unfreezeAccount', 'createContact', 'deleteContact', 'createAccount', 'archiveAccount', 'unarchiveAccount'],
];

let app: KeyApp;
let grace: Owner;
beforeAll(async () => {
  app = await openKeyApp();
  grace = await keyOwner(app);
});
afterAll(() => app?.[Symbol.asyncDispose]());

const guardOf = (place: string): { scope: string; actors: string[] } =>
  getDirective(app.schema, rootField(app.schema, place), 'auth')?.[0] as { scope: string; actors: string[] };
const guarded = (): string[] => rootPlaces(app.schema).filter((place) => !OPEN_FIELDS.has(place));
const nameOf = (place: string): string => place.split('.')[1]!;
const mayAsk = (place: string, scopes: readonly string[]): boolean =>
  scopes.some((scope) => OPEN_TO_KEYS[scope]!.includes(nameOf(place)));

/** As a program calls it: over HTTP, or over a socket where something is to be followed. */
const codesOf = async (token: string, place: string): Promise<string[]> => {
  const { kind, text } = documentFor(app.schema, place);
  const variables = argumentsFor(app.schema, place);
  let errors: Body['errors'] = [];
  if (kind === OperationTypeNode.SUBSCRIPTION) {
    const client = app.socket(token);
    const followed = follow(client, text, variables);
    // One that is allowed goes on for ever. A refusal comes at once: as soon as another question on that socket is answered,
    // and a moment for good measure.
    const other = follow(client, '{ server { version } }').done.then(() => wait(400));
    await Promise.race([followed.done, other]);
    followed.stop();
    errors = followed.errors;
  } else {
    const { body } = await app.post(token, text, variables);
    errors = body.errors ?? [];
    if (errors.length > 0) expect(Object.values(body.data ?? {}).filter((value) => value !== null)).toEqual([]);
  }
  return errors.map(({ extensions }) => extensions.code);
};

describe('the whole schema, for a program with a key', () => {
  it('opens exactly what stands here to keys', () => {
    const open = guarded().filter((place) => guardOf(place).actors.includes('API_KEY'));
    for (const scope of SCOPES) {
      const held = open.filter((place) => guardOf(place).scope === scope).map(nameOf);
      expect(held.toSorted(), scope).toEqual(OPEN_TO_KEYS[scope]!.toSorted());
    }
    expect(open.filter((place) => guardOf(place).scope === 'APPROVE')).toEqual([]);
    const names = guarded().map(nameOf);
    for (const name of NEVER) {
      expect(names, 'a field that is no more').toContain(name);
      expect(open.map(nameOf)).not.toContain(name);
    }
  });

  it.each(SETS.map((scopes) => [scopes.join(' '), scopes] as const))(
    'refuses a key with %s all else, and nothing is signed, written down or told',
    async (_name, scopes) => {
      const { secret } = await createKey(app, grace, { scopes: [...scopes] });
      await app.post(secret, '{ __typename viewer { id } }');
      const before = await dumpTables(app.orm);
      const refused = guarded().filter((place) => !mayAsk(place, scopes));
      expect(refused.length).toBeGreaterThan(20);
      for (const place of refused) expect(await codesOf(secret, place), place).toEqual(['PERMISSION_DENIED']);
      expect(await dumpTables(app.orm)).toEqual(before);
      expect(app.signed).toEqual([]);
      expect(app.gateway.submitted).toEqual([]);
    },
  );

  it('and refuses nothing that is in scope: the refusals above are about the scope', async () => {
    const { secret } = await createKey(app, grace, { scopes: ['READ', 'CHAT', 'PROPOSE'] });
    for (const place of guarded().filter((one) => mayAsk(one, ['READ', 'CHAT', 'PROPOSE']))) {
      const codes = await codesOf(secret, place);
      expect(codes, place).not.toContain('PERMISSION_DENIED');
      expect(codes, place).not.toContain('INTERNAL');
    }
  });
});
