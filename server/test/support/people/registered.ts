import type { LiveApp } from '../app/live-app.js';
import { SoftAuthenticator } from './soft-authenticator.js';

type Ask = LiveApp['ask'];
export type Registered = { token: string; userId: string; recoveryCodes: string[]; authenticator: SoftAuthenticator };

/** What testConfig says of its pages. */
export const ORIGIN = 'http://localhost:4000';

const START = 'mutation ($name: String!) { startRegistration(input: { name: $name }) { id options } }';
const FINISH =
  'mutation ($input: FinishRegistrationInput!) { finishRegistration(input: $input) { token recoveryCodes user { id } } }';

/** Somebody with a passkey, registered as a browser does it. */
export const register = async (ask: Ask, name: string): Promise<Registered> => {
  const authenticator = new SoftAuthenticator();
  const { id, options } = (await ask(null, START, { name })).startRegistration;
  const input = { challengeId: id, response: authenticator.register(options, ORIGIN) };
  const { token, recoveryCodes, user } = (await ask(null, FINISH, { input })).finishRegistration;
  return { token, userId: user.id, recoveryCodes, authenticator };
};

/** From then on the codes of the registration hold. */
export const saveCodes = async (ask: Ask, { token, recoveryCodes }: Registered): Promise<void> => {
  await ask(token, 'mutation ($code: String!) { saveRecoveryCodes(code: $code) { id } }', { code: recoveryCodes[0] });
};

export const startSignIn = async (ask: Ask, authenticator: SoftAuthenticator) => {
  const { id, options } = (await ask(null, 'mutation { startSignIn { id options } }')).startSignIn;
  return { challengeId: id, response: authenticator.assert(options, ORIGIN) };
};

export const signIn = async (ask: Ask, authenticator: SoftAuthenticator): Promise<string> => {
  const finish = 'mutation ($input: FinishSignInInput!) { finishSignIn(input: $input) { token } }';
  return (await ask(null, finish, { input: await startSignIn(ask, authenticator) })).finishSignIn.token;
};

export const START_CONSENT = `mutation ($input: StartConsentInput!) {
  startConsent(input: $input) { id options consent { digest } } }`;

/** What goes into `consent` of a mutation marked @consent. */
export const confirm = async (
  ask: Ask,
  { token, authenticator }: Pick<Registered, 'token' | 'authenticator'>,
  action: string,
  args: object,
) => {
  const { id, options } = (await ask(token, START_CONSENT, { input: { action, arguments: args } })).startConsent;
  return { challengeId: id, assertion: authenticator.assert(options, ORIGIN) };
};

/** Approves as the card does: start, confirm with the passkey, send. */
export const approvalOf = async (ask: Ask, { token, authenticator }: Registered, id: string) => {
  const start = 'mutation ($id: ID!) { startApproval(id: $id) { options } }';
  const { options } = (await ask(token, start, { id })).startApproval;
  const read = 'query ($id: ID!) { transaction(id: $id) { approval { consent { digest } } } }';
  const { transaction } = await ask(token, read, { id });
  return {
    id,
    consentDigest: transaction.approval.consent.digest,
    assertion: authenticator.assert(options, ORIGIN),
  };
};
