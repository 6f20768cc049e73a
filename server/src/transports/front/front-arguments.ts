import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export type FrontArguments = { port: number; host: string; backend: URL; publicUrl: string; clientDir: string };

const BUILT_CLIENT = fileURLToPath(new URL('../../../../../client/dist', import.meta.url));
const OPTIONS = {
  port: { type: 'string', default: '8080' },
  host: { type: 'string', default: '0.0.0.0' },
  backend: { type: 'string' },
  'public-url': { type: 'string' },
  'client-dir': { type: 'string', default: BUILT_CLIENT },
} as const;

const urlOf = (name: string, text = ''): URL => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new Error(`Give --${name} an address that begins with http:// or https://.`);
};

const portOf = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error('Give --port a number up to 65535.');
};

/** Arguments and no environment: they stand in the compose file, which the enclave measures. */
export const readFrontArguments = (args: string[]): FrontArguments => {
  const { values } = parseArgs({ args, options: OPTIONS });
  return {
    port: portOf(values.port),
    host: values.host,
    backend: urlOf('backend', values.backend),
    publicUrl: urlOf('public-url', values['public-url']).origin,
    clientDir: values['client-dir'],
  };
};
