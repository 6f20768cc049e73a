/** What the first entry of a log names as the one before it. */
export const GENESIS = '0'.repeat(64);

export type LogEntry = {
  userId: string;
  seq: number;
  at: string;
  actor: string;
  action: string;
  resource: string;
  result: string;
  details: unknown;
  previousHash: string;
  hash: string;
};

const byCodeUnits = (a: [string, unknown], b: [string, unknown]): number => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);

/** Canonical JSON (RFC 8785): keys in the order of their code units, numbers and strings as ECMAScript writes them. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(byCodeUnits)
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
};

/** SHA-256 over the entry without its own hash, hex: what the server must have computed. */
export const entryHash = async (entry: LogEntry): Promise<string> => {
  const { userId, seq, at, actor, action, resource, result, details, previousHash } = entry;
  const text = canonicalJson({ userId, seq, at, actor, action, resource, result, details, previousHash });
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
};
