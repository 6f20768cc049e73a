import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { need } from './refuted.js';

/** An entry of a measured log; bytes are hex. Its `digest` is never asked: it is made anew from the payload. */
export type LoggedEvent = { imr: number; eventType: number; event: string; payload: string; version: number };

const RUNTIME_EVENT = 0x0800_0001;
const RTMR3 = 3;
/** From here on the application runs, and whatever runs in it can append. */
const BOOT_ENDS = 'system-ready';
const FACTS = { appId: 'app-id', composeHash: 'compose-hash', instanceId: 'instance-id', keyProvider: 'key-provider' };
const OS_IMAGE = 'os-image-hash';

export type BootFacts = Record<keyof typeof FACTS, string> & { osImageHash: string | null };

/** Register 3 as the log's payloads make it, hex. */
export const replayRtmr3 = (log: LoggedEvent[]): string =>
  log
    .filter(({ imr }) => imr === RTMR3)
    .reduce<Buffer>((register, event) => sha384(register, digestOf(event)), Buffer.alloc(48))
    .toString('hex');

const sha384 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha384');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const digestOf = ({ eventType, event, payload, version }: LoggedEvent): Buffer => {
  need(eventType === RUNTIME_EVENT, `The event "${event}" is of a kind that does not belong into register 3.`);
  need(version === 1 || version === 2, `The event "${event}" is of version ${version}, which is not known here.`);
  if (version === 2)
    return sha384(canonicalize({ name: event, payload: payload.toLowerCase(), type: eventType }) ?? '');
  const type = Buffer.alloc(4);
  type.writeUInt32LE(eventType);
  return sha384(type, ':', event, ':', Buffer.from(payload, 'hex'));
};

/** The log leads to the register in the quote, or it is another machine's, or was edited. */
export const checkReplay = (log: LoggedEvent[], rtmr3: string): string => {
  need(replayRtmr3(log) === rtmr3, 'The event log does not lead to register 3 of the quote: it was changed.');
  return `${log.filter(({ imr }) => imr === RTMR3).length} events lead to register 3 of the quote.`;
};

/** What the machine booted. Each fact must stand there once, from before the application could write there. */
export const readBootFacts = (log: LoggedEvent[]): BootFacts => {
  const runtime = log.filter(({ imr }) => imr === RTMR3);
  const end = runtime.findIndex(({ event }) => event === BOOT_ENDS);
  need(end >= 0, `The event log does not say when the boot ended: "${BOOT_ENDS}" is missing.`);
  const boot = runtime.slice(0, end);
  const one = (name: string): string | undefined => {
    const found = runtime.filter(({ event }) => event === name);
    need(found.length <= 1, `The event log holds "${name}" ${found.length} times.`);
    need(found.length === 0 || boot.includes(found[0]!), `The event "${name}" was written after the boot.`);
    return found[0]?.payload.toLowerCase();
  };
  const must = (name: string): string => {
    const payload = one(name);
    need(payload !== undefined, `The event log does not hold "${name}".`);
    return payload;
  };
  const facts = Object.entries(FACTS).map(([key, name]) => [key, must(name)] as const);
  return { ...(Object.fromEntries(facts) as Record<keyof typeof FACTS, string>), osImageHash: one(OS_IMAGE) ?? null };
};
