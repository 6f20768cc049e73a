import { afterEach, expect, it } from 'vitest';
import { type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';
import { Readiness } from './health.js';

let server: SmallServer | undefined;
afterEach(() => server?.stop());

const start = async (checks: Record<string, () => Promise<void>>) => {
  server = await startSmallServer({}, { health: { checks, facts: () => ({ version: '1.2.3', network: 'LOCAL' }) } });
  return async (path: string) => {
    const answer = await fetch(server!.url + path);
    return { status: answer.status, body: await answer.json() };
  };
};
const works = async () => {};

it('tells what it is when every part works', async () => {
  const get = await start({ database: works, stellar: works });
  const body = { status: 'ok', version: '1.2.3', network: 'LOCAL', checks: { database: 'ok', stellar: 'ok' } };
  for (const path of ['/health', '/health/ready']) expect(await get(path)).toEqual({ status: 200, body });
});

it('names the part that fails, without its secrets, and is alive all the same', async () => {
  const fails = async () => Promise.reject(new Error('connect to host password=hunter2 failed'));
  const get = await start({ database: fails, stellar: works });
  const { status, body } = await get('/health/ready');
  expect([status, body.failing, body.checks.stellar]).toEqual([503, ['database'], 'ok']);
  expect(JSON.stringify(body)).not.toContain('hunter2');
  expect(await get('/health/live')).toEqual({ status: 200, body: { status: 'ok' } });
});

it('does not wait for ever for a part that hangs', async () => {
  const get = await start({ stellar: () => new Promise(() => {}) });
  expect(await get('/health')).toMatchObject({ status: 503, body: { failing: ['stellar'] } });
});

it('looks once for many who ask at once, and again later', async () => {
  let looks = 0;
  const look = async () => {
    looks += 1;
  };
  const readiness = new Readiness({ database: look }, () => ({}));
  await Promise.all(Array.from({ length: 20 }, () => readiness.report()));
  expect(looks).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 600));
  await readiness.report();
  expect(looks).toBe(2);
});
