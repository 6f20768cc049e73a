import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE_MS } from '../../kernel/durations.js';

/** A host that asks for longer is asked again after this: nobody shuts a network for a day by one header. */
const ASKED_MAX_MS = 5 * MINUTE_MS;
const [FIRST_MS, BACK_OFF_MAX_MS] = [500, 30_000];
const RETRIES_MAX = 3;
const DEADLINE_MS = 10_000;

type HostResponse = { status?: number; headers?: unknown; data?: unknown };
type Options = { timeout?: number };
type Get = (url: string, options?: Options) => Promise<unknown>;
type Post = (url: string, data?: unknown, options?: Options) => Promise<unknown>;
type Client = { get: unknown; post: unknown; defaults: Options };
type Host = { until: number; refusals: number };

/** Nothing was sent: the host has asked to be left alone. */
export class HostAsksToWait extends Error {}

/** By origin, for all who ask it in this process: one who was told "later" was told for everybody. */
const hosts = new Map<string, Host>();

const hostOf = (url: string): Host => {
  const { origin } = new URL(url);
  const host = hosts.get(origin) ?? { until: 0, refusals: 0 };
  hosts.set(origin, host);
  return host;
};

/** How long this host wants to be left alone, in whole seconds; 0 where it may be asked. */
export const secondsToWait = (url: string): number => Math.max(0, Math.ceil((hostOf(url).until - Date.now()) / 1_000));

/** Seconds or an HTTP date (RFC 9110), in milliseconds from now; null where it says neither. */
export const retryAfterMs = (value: string | null | undefined, now: number): number | null => {
  const text = value?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : /[a-z]/i.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), ASKED_MAX_MS);
};

const headerOf = ({ headers }: HostResponse): string | null | undefined =>
  headers instanceof Headers
    ? headers.get('retry-after')
    : (headers as Record<string, string> | undefined)?.['retry-after'];

/** Twice as long each time, and never for all at once: those who were refused together come back apart. */
const backOffMs = (refusals: number): number => {
  const most = Math.min(FIRST_MS * 2 ** refusals, BACK_OFF_MAX_MS);
  return most / 2 + (Math.random() * most) / 2;
};

/** What its word says of one transaction alone is no word about the host. */
const isAboutHost = ({ status, data }: HostResponse): boolean =>
  status === 429 || (status === 503 && (data as { tx_status?: unknown } | null | undefined)?.tx_status === undefined);

/** Takes note of "later"; false where the answer says something else. */
const noteRefusal = (host: Host, error: unknown): boolean => {
  const answer = (error as { response?: HostResponse } | null)?.response;
  return answer !== undefined && noteLater(host, answer);
};

const noteLater = (host: Host, answer: HostResponse): boolean => {
  if (!isAboutHost(answer)) return false;
  const asked = retryAfterMs(headerOf(answer), Date.now());
  const ms = asked === null ? backOffMs(host.refusals) : asked + Math.random() * FIRST_MS;
  host.refusals += 1;
  host.until = Math.max(host.until, Date.now() + ms);
  return true;
};

const noteAnswer = (host: Host): void => {
  if (host.until <= Date.now()) host.refusals = 0;
};

/** For whoever asks a host by other means than such a client. */
export const heed = (url: string, answer: HostResponse): void => {
  const host = hostOf(url);
  if (!noteLater(host, answer)) noteAnswer(host);
};

const turn = async (host: Host, deadline: number): Promise<void> => {
  // Somebody else may have been told "later" while this one waited.
  for (let ms = host.until - Date.now(); ms > 0; ms = host.until - Date.now()) {
    if (Date.now() + ms >= deadline) throw new HostAsksToWait('The network asked to be left alone for a while.');
    await wait(ms);
  }
};

/**
 * Every request of this client obeys 429 and 503. What only reads is asked again, a few times and within its timeout;
 * a submission is sent once, and not at all while the host has asked for quiet: the same bytes go later.
 */
export const bePatient = (client: Client): void => {
  const get = (client.get as Get).bind(client);
  const post = (client.post as Post).bind(client);
  const patientGet: Get = async (url, options) => {
    const host = hostOf(String(url));
    const deadline = Date.now() + (options?.timeout ?? client.defaults.timeout ?? DEADLINE_MS);
    for (let tries = 0; ; tries += 1) {
      await turn(host, deadline);
      try {
        const answer = await get(url, { ...options, timeout: Math.max(1, deadline - Date.now()) });
        noteAnswer(host);
        return answer;
      } catch (error) {
        if (!noteRefusal(host, error) || tries >= RETRIES_MAX) throw error;
      }
    }
  };
  const patientPost: Post = async (url, data, options) => {
    const host = hostOf(String(url));
    await turn(host, Date.now());
    try {
      const answer = await post(url, data, options);
      noteAnswer(host);
      return answer;
    } catch (error) {
      noteRefusal(host, error);
      throw error;
    }
  };
  Object.assign(client, { get: patientGet, post: patientPost });
};
