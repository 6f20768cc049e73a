import { z } from 'zod';
import { EnclaveError } from './enclave.js';
import type { AgentReply } from './guest-agent-socket.js';

const MAX_WORDS = 300;

const bad = (method: string, why: string): EnclaveError =>
  new EnclaveError('BAD_REPLY', `The guest agent's reply to ${method} ${why}.`);

/** The reply as an object of the given shape. An `error` in it is a refusal, whatever status stands above it. */
export const readReply = <T>(method: string, { status, body }: AgentReply, shape: z.ZodType<T>): T => {
  const value = parse(method, status, body);
  if (status !== 200 || 'error' in value) throw refusal(method, status, value.error);
  const { success, data, error } = shape.safeParse(value);
  if (!success) throw bad(method, `lacks or garbles "${error.issues[0]?.path.join('.')}"`);
  return data;
};

/** A string in a reply that holds JSON again. */
export const readInner = <T>(method: string, field: string, text: string, shape: z.ZodType<T>): T => {
  const parsed = safeJson(text);
  const { success, data, error } = shape.safeParse(parsed);
  if (!success) throw bad(method, `garbles "${[field, ...(error.issues[0]?.path ?? [])].join('.')}"`);
  return data;
};

const parse = (method: string, status: number, body: Buffer): Record<string, unknown> => {
  const value = safeJson(decode(method, body));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw status === 200 ? bad(method, 'is not a JSON object') : refusal(method, status, undefined);
};

const decode = (method: string, body: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw bad(method, 'is not UTF-8');
  }
};

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const refusal = (method: string, status: number, words: unknown): EnclaveError => {
  const said = typeof words === 'string' && words !== '' ? `: ${printable(words)}` : '';
  if (status === 404)
    return new EnclaveError(
      'REFUSED',
      `This guest agent does not know ${method} (404${said}). Its version may be too old.`,
    );
  return new EnclaveError('REFUSED', `The guest agent refused ${method} (${status}${said}).`);
};

// What a foreign program says goes into a log: one line, bounded, and no control codes.
const printable = (words: string): string => words.replace(/[^\x20-\x7e]+/g, ' ').slice(0, MAX_WORDS);

const HEX_KEY = 64;

/**
 * Takes the key out of the bytes of a reply before anything makes a string of them, and leaves zeros there. Returns
 * null where no key stands; then the bytes are as they were.
 */
export const takeKey = (body: Buffer): Uint8Array | null => {
  const at = keyStart(body);
  if (at === null) return null;
  const key = new Uint8Array(HEX_KEY / 2);
  for (let i = 0; i < key.length; i++) {
    const [high, low] = [nibble(body[at + 2 * i]), nibble(body[at + 2 * i + 1])];
    if (high === null || low === null) return null;
    key[i] = high * 16 + low;
  }
  body.fill('0', at, at + HEX_KEY);
  return key;
};

/** What a reply with a key looks like once the key is taken out; a second key beside it does not fit. */
export const takenKey = z.literal('0'.repeat(HEX_KEY));

const keyStart = (body: Buffer): number | null => {
  const name = body.indexOf('"key"');
  if (name < 0) return null;
  const colon = skipBlank(body, name + 5);
  if (body[colon] !== 0x3a) return null;
  const quote = skipBlank(body, colon + 1);
  return body[quote] === 0x22 && body[quote + 1 + HEX_KEY] === 0x22 ? quote + 1 : null;
};

const skipBlank = (body: Buffer, from: number): number => {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return at;
};

const nibble = (byte: number | undefined): number | null => {
  if (byte === undefined) return null;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : null;
};
