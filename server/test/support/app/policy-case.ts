import { PolicyVersion } from '../../../src/money/policy/policy.entity.js';
import type { Overrides } from '../people/soft-authenticator.js';
import { ORIGIN, type PasskeyPerson } from './money-case.js';
import type { Person, TestApp } from './test-app.js';

type Change = Record<string, unknown>;

const FIELDS = `version accountId askAboveUsd newDestinationAskAboveUsd tradeLossPercent allowList denyList callsPerHour reset hours frozen
  caps { asset network perTransaction perDay overPerTransaction }`;
const UPDATE = `mutation ($input: UpdatePolicyInput!) { updatePolicy(input: $input) { ${FIELDS} } }`;
const START = `mutation ($input: PolicyChangeInput!) { startPolicyChange(input: $input) {
  id options consent { digest canonical } differences { rule direction from to }
  backtest { considered wouldAllow { count sumUsd sums { asset amount } } wouldAsk { count } wouldStop { count }
    stillAllowed stillAsked stillRefused } } }`;

/** Tests only: a person's policy through the door. */
export const updatePolicy = async (app: TestApp, { actor }: Pick<Person, 'actor'>, input: Change) =>
  (await app.as(actor, UPDATE, { input })).updatePolicy;

export const startPolicyChange = async (app: TestApp, { actor }: Pick<Person, 'actor'>, input: Change) =>
  (await app.as(actor, START, { input })).startPolicyChange;

/** What goes into `consent` of updatePolicy. */
export const confirmChange = async (app: TestApp, person: PasskeyPerson, input: Change, overrides: Overrides = {}) => {
  const { id, options } = await startPolicyChange(app, person, input);
  return { challengeId: id, assertion: person.authenticator.assert(options, ORIGIN, overrides) };
};

/** Loosens a policy as its owner does it. */
export const loosen = async (app: TestApp, person: PasskeyPerson, input: Change) =>
  updatePolicy(app, person, { ...input, consent: await confirmChange(app, person, input) });

export const policyOf = async (app: TestApp, { actor }: Pick<Person, 'actor'>, accountId?: string) =>
  (await app.as(actor, `query ($id: ID) { policy(accountId: $id) { ${FIELDS} } }`, { id: accountId })).policy;

export const versionsOf = (app: TestApp, { actor }: Pick<Person, 'actor'>): Promise<PolicyVersion[]> =>
  app.orm.em.fork().find(PolicyVersion, { userId: actor.userId }, { orderBy: { version: 'asc' } });
