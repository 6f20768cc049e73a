import type { ModelDescription } from '../agent/model/model-gateway.js';
import type { Config } from '../kernel/config.js';

const NO_ENCLAVE = 'no enclave   (TEE_MODE=off: whoever runs this machine can read its memory)';
const MODEL_HINT = 'set OPENAI_API_KEY and OPENAI_MODEL for a language model';

/** What a person at the terminal needs to know. Holds no secret. */
export const startTable = (
  config: Config,
  model: ModelDescription,
  horizonUrl: string | null,
  port: number,
): string => {
  const app = config.port === port ? config.publicUrl : `http://localhost:${port}`;
  const data = config.database.kind === 'sqlite' ? config.dataDir : `${config.dataDir} and PostgreSQL`;
  const rows: [string, string][] = [
    ['App', app],
    ['GraphQL', `${app}/graphql   (WebSocket at the same address)`],
    ['GraphiQL', `${app}/graphiql`],
    ...(horizonUrl ? ([['Horizon', `${horizonUrl}   (local network, test money)`]] as [string, string][]) : []),
    ['Network', config.networks.join(', ')],
    [
      'Model',
      model.kind === 'OFFLINE_PLANNER' ? `offline planner, not a language model   (${MODEL_HINT})` : model.name,
    ],
    ['Data', data],
    ['Enclave', config.teeMode === 'off' ? NO_ENCLAVE : 'required   (npm run verify -- attestation URL)'],
    ['Stop', 'Ctrl+C'],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(10)}${value}`);
  return `\n  Tuxedo ${config.version}\n\n${lines.join('\n')}\n\n`;
};

export const restoreTable = ({ version }: Config, port: number): string =>
  `\n  Tuxedo ${version} waits for a copy and does nothing else (START_AS=restore):\n` +
  `  PUT http://localhost:${port}/operator/restore, with the operator’s token\n\n`;
