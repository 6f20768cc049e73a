import { withoutRegistry } from '../preflight/environment.ts';
import { sha256 } from './digests.ts';

/**
 * The enclave measures a JSON document around the compose file, and the platform writes it, not we. Its bytes are known for
 * certain only once it has been seen; before that, this is a guess that says so.
 */
type AppCompose = Record<string, unknown>;
export type Prediction = { basis: 'assumed' | 'observed'; composeHash: string; assumptions: string[] };

const ASSUMED: AppCompose = {
  features: ['kms', 'tproxy-net'],
  gateway_enabled: true,
  kms_enabled: true,
  local_key_provider_enabled: false,
  manifest_version: 2,
  name: '',
  no_instance_id: false,
  public_logs: false,
  public_sysinfo: false,
  public_tcbinfo: true,
  runner: 'docker-compose',
};

const ASSUMPTIONS = [
  'Never compared with a real deployment: expect another hash, and use --app-compose with what the first one shows.',
  'The platform adds to what phala 1.1.18 sends exactly the fields that are assumed here, and no pre_launch_script.',
  'It writes them in the order of their names, with four blanks and no blank after a colon.',
  'The deployment is made with --no-public-logs --no-public-sysinfo, and the env file names the variables in our order.',
];

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
};

/** The ways in which such documents have been written, each as a function of the document. */
const STYLES: ((app: AppCompose) => string)[] = [
  (app) => JSON.stringify(app),
  // Only at the beginning of a line is it a key: the compose file stands on one line, however many it has.
  (app) => JSON.stringify(app, null, 4).replace(/^( *"[^"\\]*"): /gm, '$1:'),
  (app) => JSON.stringify(app, null, 4),
  (app) => JSON.stringify(app, null, 2),
];

export type ComposeInput = { compose: string; allowedEnvs: string[] };

export const assumedPrediction = ({ compose, allowedEnvs }: ComposeInput): Prediction => {
  const app = sorted({ ...ASSUMED, allowed_envs: allowedEnvs, docker_compose_file: compose }) as AppCompose;
  return { basis: 'assumed', composeHash: sha256(STYLES[1]!(app)), assumptions: ASSUMPTIONS };
};

const sameNames = (a: unknown, b: string[]): boolean =>
  Array.isArray(a) && JSON.stringify(withoutRegistry(a).sort()) === JSON.stringify([...b].sort());

/** What the hash will be if nothing but the compose file changes in a document that was deployed before. */
export const observedPrediction = (observed: string, { compose, allowedEnvs }: ComposeInput): Prediction => {
  const app = JSON.parse(observed) as AppCompose;
  const style = STYLES.find((write) => write(app) === observed.trimEnd());
  if (!style) throw new Error('That document is written in a way that is not known here, so nothing can be predicted.');
  const names = sameNames(app.allowed_envs, allowedEnvs) ? app.allowed_envs : allowedEnvs;
  const next = style({ ...app, docker_compose_file: compose, allowed_envs: names });
  const tail = observed.slice(observed.trimEnd().length);
  const assumptions = [
    'Every field but docker_compose_file and allowed_envs stays as in the document that was observed.',
  ];
  return { basis: 'observed', composeHash: sha256(next + tail), assumptions };
};

export type Comparison = { composeHash: string; composeFileIsOurs: boolean; faults: string[] };

/** What a deployment runs, from the bytes that it shows: the hash is of them as they are and never of a copy. */
export const compareObserved = (observed: string, { compose, allowedEnvs }: ComposeInput): Comparison => {
  const app = JSON.parse(observed) as AppCompose;
  const composeFileIsOurs = app.docker_compose_file === compose;
  const faults = [
    ...(composeFileIsOurs ? [] : ['docker_compose_file is not our compose file, byte for byte.']),
    ...(sameNames(app.allowed_envs, allowedEnvs)
      ? []
      : ['allowed_envs are not the names that our compose file takes.']),
    ...(app.public_logs === false ? [] : ['The logs are public.']),
    ...(app.public_sysinfo === false ? [] : ['What the system does is public.']),
    ...(app.pre_launch_script ? ['There is a pre_launch_script. Read it: it runs before our containers.'] : []),
    ...(app.init_script ? ['There is an init_script. Read it: it runs before everything.'] : []),
  ];
  return { composeHash: sha256(observed), composeFileIsOurs, faults };
};
