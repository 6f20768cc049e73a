import { getDirective } from '@graphql-tools/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/durations.js';
import { OPEN_FIELDS } from '../../src/platform/graphql/schema-rules.js';
import { WHILE_RECOVERING } from '../../src/platform/graphql/while-recovering.js';
import { createLiveApp, type LiveApp } from '../support/app/live-app.js';
import { argumentsFor, documentFor, rootField, rootPlaces } from '../support/app/root-calls.js';
import { dumpTables } from '../support/app/table-dump.js';
import { ORIGIN, type Registered, register, START_CONSENT, saveCodes } from '../support/people/registered.js';
import { SoftAuthenticator } from '../support/people/soft-authenticator.js';

const RECOVER = 'mutation ($code: String!) { signInWithRecoveryCode(input: { code: $code }) { token recoveryCodes } }';
const START_ADD = 'mutation { startAddPasskey { id options } }';
const ADD = 'mutation ($input: AddPasskeyInput!) { addPasskey(input: $input) { id name afterRecovery confirmsFrom } }';
const SESSIONS = '{ viewer { frozen recoveryCodesLeft sessions { current recoveryEndsAt passkeyId } } }';
const REGENERATE = 'mutation ($input: ConsentInput!) { regenerateRecoveryCodes(input: $input) }';

let app: LiveApp;
let ada: Registered;
let token: string;
let fresh: string[];
beforeAll(async () => {
  app = await createLiveApp();
  ada = await register(app.ask, 'Ada');
  await saveCodes(app.ask, ada);
  ({ token, recoveryCodes: fresh } = (
    await app.ask(null, RECOVER, { code: ada.recoveryCodes[0] })
  ).signInWithRecoveryCode);
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const isMutation = (place: string): boolean => place.startsWith('Mutation.');
const isForPeople = (place: string): boolean =>
  getDirective(app.schema, rootField(app.schema, place), 'auth')?.[0]?.actors.includes('PERSON');
const nameOf = (place: string): string => place.split('.')[1]!;
const mutations = (): string[] =>
  rootPlaces(app.schema).filter((place) => isMutation(place) && !OPEN_FIELDS.has(place) && isForPeople(place));

/** As the recovery page does it: the server says whether a passkey must stand behind it, and here none need. */
const bareConsent = async (action: string, args: object) => {
  const start = START_CONSENT.replace('id options', 'id passkeyRequired');
  const { id, passkeyRequired } = (await app.ask(token, start, { input: { action, arguments: args } })).startConsent;
  return { passkeyRequired, consent: { challengeId: id } };
};

describe('a session that a recovery code opened', () => {
  it('knows until when, and that nothing stands behind it', async () => {
    const { viewer } = await app.ask(token, SESSIONS);
    expect(viewer).toEqual({ frozen: false, recoveryCodesLeft: 7, sessions: [expect.anything()] });
    const [session] = viewer.sessions;
    expect(session).toMatchObject({ current: true, passkeyId: null });
    const left = Date.parse(session.recoveryEndsAt) - Date.now();
    expect(left).toBeGreaterThan(14 * MINUTE_MS);
    expect(left).toBeLessThanOrEqual(15 * MINUTE_MS);
  });

  it('may do what is listed and nothing else, however the schema grows', async () => {
    const all = mutations();
    for (const name of WHILE_RECOVERING) expect(all.map(nameOf), 'a field that is no more').toContain(name);
    const refused = all.filter((place) => !WHILE_RECOVERING.has(nameOf(place)));
    expect(refused.length).toBeGreaterThan(20);
    const before = await dumpTables(app.orm);
    for (const place of refused) {
      const { body } = await app.post(token, documentFor(app.schema, place).text, argumentsFor(app.schema, place));
      expect(
        body.errors?.map(({ extensions }) => extensions.code),
        place,
      ).toEqual(['PERMISSION_DENIED']);
    }
    expect(await dumpTables(app.orm)).toEqual(before);
  });

  it('adds one passkey without another, which waits for a day and is said to', async () => {
    const device = new SoftAuthenticator();
    const { id, options } = (await app.ask(token, START_ADD)).startAddPasskey;
    const input = { challengeId: id, response: device.register(options, ORIGIN), name: 'New phone' };
    const { consent, passkeyRequired } = await bareConsent('addPasskey', input);
    expect(passkeyRequired).toBe(false);
    const { addPasskey } = await app.ask(token, ADD, { input: { ...input, consent } });
    expect(addPasskey).toMatchObject({ name: 'New phone', afterRecovery: true });
    expect(Date.parse(addPasskey.confirmsFrom) - Date.now()).toBeGreaterThan(23 * HOUR_MS);
    expect((await app.ask(token, SESSIONS)).viewer.sessions[0].passkeyId).toBe(addPasskey.id);

    const second = (await app.ask(token, START_ADD)).startAddPasskey;
    const again = { challengeId: second.id, response: device.register(second.options, ORIGIN), name: 'Another' };
    const refused = await bareConsent('addPasskey', again);
    expect(refused.passkeyRequired).toBe(true);
    await expect(app.ask(token, ADD, { input: { ...again, consent: refused.consent } })).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
    });
  });

  it('makes new codes without a passkey and saves them, after which no older one holds', async () => {
    const { consent } = await bareConsent('regenerateRecoveryCodes', {});
    const newest = (await app.ask(token, REGENERATE, { input: consent })).regenerateRecoveryCodes;
    const save = (code: string) =>
      app.ask(token, 'mutation ($code: String!) { saveRecoveryCodes(code: $code) { recoveryCodesLeft } }', { code });
    await expect(save(fresh[0]!)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect((await save(newest[0])).saveRecoveryCodes).toEqual({ recoveryCodesLeft: 8 });
    for (const code of [ada.recoveryCodes[1], fresh[0]])
      await expect(app.ask(null, RECOVER, { code })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is a session like others once a passkey is there, and can stop everything', async () => {
    await app.ask(token, 'mutation { createThread(title: "x") { id } }');
    expect((await app.ask(token, 'mutation { freeze { frozen } }')).freeze).toEqual({ frozen: true });
  });
});
