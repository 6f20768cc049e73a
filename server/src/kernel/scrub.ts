const MAX_LENGTH = 400;
const FRAMES = 8;

const SECRETS: [RegExp, string][] = [
  [/\bBearer\s+\S+/gi, 'Bearer [redacted]'],
  [
    /\b(authorization|cookie|password|secret|token|assertion|code|api[-_ ]?key)(["']?\s*[:=]\s*)\S+/gi,
    '$1$2[redacted]',
  ],
  [/\b(sk|pk|key|ses|rec|tux|txk)[-_][A-Za-z0-9_-]{6,}/g, '[redacted]'],
  // Seeds, tokens and keys are long runs without a space; a log needs none of them.
  [/[A-Za-z0-9+/_=-]{40,}/g, '[redacted]'],
];

/** A text without what looks like a secret. */
export const cutSecrets = (text: string): string =>
  SECRETS.reduce((line, [pattern, put]) => line.replace(pattern, put), text);

/** The text of an unknown error without what looks like a secret. */
export const scrub = (text: string): string => {
  // MikroORM puts the SQL with its values before the reason; only the reason is of use.
  const reason = text.includes(' - ') ? text.slice(text.lastIndexOf(' - ') + 3) : text;
  return cutSecrets(reason).slice(0, MAX_LENGTH);
};

/** What may be logged of an error that nobody expected. */
export const scrubbedError = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, message: scrub(error.message), stack: frames.slice(0, FRAMES).map((line) => line.trim()) };
};
