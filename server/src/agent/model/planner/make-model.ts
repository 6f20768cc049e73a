import type { Config, Secrets } from '../../../kernel/config.js';
import type { ModelGateway } from '../model-gateway.js';
import { OpenAiGateway } from '../openai-gateway.js';
import { OfflinePlanner } from './offline-planner.js';

/** The model that is configured; without a key for one it is planned here. */
export const makeModel = (
  { model }: Pick<Config, 'model'>,
  { openaiApiKey }: Pick<Secrets, 'openaiApiKey'>,
): ModelGateway => {
  if (model.kind === 'offline' || !openaiApiKey) return new OfflinePlanner();
  return new OpenAiGateway({
    apiKey: openaiApiKey,
    model: model.model,
    ...(model.baseUrl && { baseUrl: model.baseUrl }),
  });
};
