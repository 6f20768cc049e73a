/** What a secret looks like in a file. Each needs the shape of a real one, so that a name or a sentence is none. */
const SECRET_PATTERNS: Record<string, RegExp> = {
  'a Stellar secret key': /(?<![A-Z0-9])S[A-D][A-Z2-7]{54}(?![A-Z0-9])/g,
  'a private key in PEM': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g,
  'an API key of a model': /(?<![A-Za-z0-9])sk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}/g,
  'an access key of AWS': /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  'a token of GitHub': /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/g,
  'a token of npm': /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/g,
  'a token of Slack': /(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{20,}/g,
  'a password in an address':
    /[a-z][a-z0-9+]*:\/\/[^\s:/@"'`$<>{}]+:(?!(?:pass|password|secret|hunter2|postgres)@)[^\s:/@"'`$<>{}*]{6,}@[^\s:/"'`$]+/g,
  'a master key': /(?:MASTER_KEY|SECRET_KEY)[A-Z_]*["']?\s*[:=]\s*["']?[A-Za-z0-9+/_-]{43}=/g,
};

/** Bytes that repeat, or count up, are the example of a test and nobody's key. */
const isExample = (text: string): boolean => {
  const bytes = Buffer.from(/[A-Za-z0-9+/_-]{43}=$/.exec(text)?.[0] ?? '', 'base64');
  const step = (bytes[1] ?? 0) - (bytes[0] ?? 0);
  return bytes.length === 32 && bytes.every((byte, index) => index === 0 || byte - bytes[index - 1]! === step);
};

export type Sighting = { what: string; line: number; text: string };

/** Where the text holds what looks like a secret. Whoever prints a sighting prints no `text`. */
export const findSecrets = (content: string): Sighting[] =>
  Object.entries(SECRET_PATTERNS).flatMap(([what, pattern]) =>
    [...content.matchAll(pattern)]
      .filter(([text]) => !isExample(text))
      .map((match) => ({ what, line: content.slice(0, match.index).split('\n').length, text: match[0] })),
  );

export const SECRET_NAME = /(KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|SEED|DATABASE_URL|REDIS_URL)/;
