import type { ModelMessage } from '../model-gateway.js';

type Balance = { asset: string; code: string; amount: string; spendable: string; valueUsd: string | null };
export type KnownAccount = {
  id: string;
  name: string;
  address: string;
  network: string;
  archived: boolean;
  totalUsd: string | null;
  balances: Balance[];
};
export type KnownContact = {
  name: string;
  address: string;
  network: string;
  memo: string | null;
  memoType?: string | null;
};
/** A tool's answer: its data, or why there is none. */
export type Seen = { ok: boolean; value: unknown; message: string | null };

/** What the tools have answered since the person last spoke, what the person said, and which proposals wait here. */
export type Facts = { sentence: string; seen: ReadonlyMap<string, Seen>; waiting: readonly string[] };

/** How the agent's own list of what waits begins; each line after it names one proposal. */
export const WAITS = 'What I proposed still waits for the person to decide';
const WAITING_LINE = /^- (?<id>txn_[0-9a-z]+): /gm;

export const readFacts = (messages: ModelMessage[]): Facts => {
  const start = messages.findLastIndex(({ role }) => role === 'user');
  const sentence = messages[start]?.content ?? '';
  const nameById = new Map<string, string>();
  const seen = new Map<string, Seen>();
  for (const message of messages.slice(start + 1)) {
    if (message.role === 'assistant') for (const call of message.toolCalls) nameById.set(call.id, call.name);
    const name = message.role === 'tool' ? nameById.get(message.toolCallId) : undefined;
    if (name !== undefined) seen.set(name, toSeen(name, message.content));
  }
  return { sentence, seen, waiting: waitingIn(messages[start - 1]) };
};

const waitingIn = (before: ModelMessage | undefined): string[] =>
  before?.role === 'assistant' && before.content.startsWith(WAITS)
    ? [...before.content.matchAll(WAITING_LINE)].map(({ groups }) => groups!.id!)
    : [];

const toSeen = (name: string, content: string): Seen => {
  try {
    const { ok, message = null, ...rest } = JSON.parse(content) as Record<string, unknown>;
    // How a proposal ended is told as `transaction`, whatever tool proposed it.
    return {
      ok: ok === true,
      value: rest[name] ?? rest.transaction,
      message: typeof message === 'string' ? message : null,
    };
  } catch {
    return { ok: false, value: undefined, message: 'A tool gave an answer that I cannot read.' };
  }
};

export const accountsIn = ({ seen }: Facts): KnownAccount[] =>
  ((seen.get('accounts')?.value as { nodes?: KnownAccount[] } | undefined)?.nodes ?? []).filter(
    ({ archived }) => !archived,
  );

export const contactsIn = ({ seen }: Facts): KnownContact[] =>
  (seen.get('viewer')?.value as { contacts?: KnownContact[] } | undefined)?.contacts ?? [];

/** Names are the same whatever their case, spacing or last full stop. */
export const sameName = (text: string): string =>
  text
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/[.!?]+$/, '')
    .toLowerCase();
