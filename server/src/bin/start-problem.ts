import { ConfigError } from '../kernel/config.js';

type Fault = { code?: string; port?: number };

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET']);
// PostgreSQL's classes 28 (who you are) and 3D (no such database).
const NOT_LET_IN = /^(28|3D)[0-9A-Z]{3}$/;

/** Why the server did not start, in a sentence where the operator can do something about it. Holds no secret. */
export const startProblem = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message;
  const faults = chain(error);
  const taken = faults.find(({ code }) => code === 'EADDRINUSE');
  if (taken) return `Port ${taken.port} is taken. Stop what uses it, or set PORT or LOCAL_NETWORK_PORT to another one.`;
  const code = faults.map((fault) => fault.code ?? '').find((one) => UNREACHABLE.has(one) || NOT_LET_IN.test(one));
  if (code && UNREACHABLE.has(code))
    return `The database does not answer (${code}). Start it, or correct host and port in DATABASE_URL.`;
  if (code)
    return `The database does not let this server in (${code}). Correct user, password and name in DATABASE_URL.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

const chain = (error: unknown): Fault[] =>
  typeof error === 'object' && error !== null
    ? [error as Fault, ...chain((error as Error).cause), ...chain((error as { previous?: unknown }).previous)]
    : [];
