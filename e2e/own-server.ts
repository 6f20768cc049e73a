import { test, useReported } from './fixtures.js';
import { type Environment, Server } from './server.js';
import { SlowModel } from './slow-model.js';

/** A story that stops its server, or needs another environment for it, has one of its own. */
export const testAlone = test.extend<{ environment: Environment; server: Server }>({
  environment: {},
  server: ({ environment }, use, testInfo) => Server.lend(environment, (server) => useReported(server, use, testInfo)),
});

/** Its server asks a model that answers when the story says so. */
export const testWithModel = testAlone.extend<{ model: SlowModel }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads what a fixture needs from this pattern.
  model: async ({}, use) => {
    const model = await SlowModel.start();
    try {
      await use(model);
    } finally {
      await model.close();
    }
  },
  environment: ({ model }, use) => use(model.environment),
});
