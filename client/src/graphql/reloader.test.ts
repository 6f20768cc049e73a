import { describe, expect, it } from 'vitest';
import { Reloader } from './reloader.js';

/** A server whose answer is fixed when it is asked and comes when it is let go. */
const slowServer = () => {
  const waiting: (() => void)[] = [];
  const server = { state: 'running', asked: 0, answer: () => waiting.shift()?.() };
  const load = () => {
    const seen = server.state;
    server.asked += 1;
    return new Promise<string>((resolve) => waiting.push(() => resolve(seen)));
  };
  return { server, reloader: new Reloader(load) };
};
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('loading again', () => {
  it('does not take the answer of a load that began before the change', async () => {
    const { server, reloader } = slowServer();
    const first = reloader.run();
    server.state = 'completed';
    const second = reloader.run();
    server.answer();
    expect(await first).toBe('running');
    await settled();
    server.answer();
    expect(await second).toBe('completed');
  });

  it('asks once more for any number of changes meanwhile', async () => {
    const { server, reloader } = slowServer();
    reloader.run();
    const others = [reloader.run(), reloader.run(), reloader.run()];
    server.answer();
    await settled();
    server.answer();
    await Promise.all(others);
    expect(server.asked).toBe(2);
  });

  it('goes on after a failure', async () => {
    let broken = true;
    const reloader = new Reloader(async () => {
      if (broken) throw new Error('no answer');
      return 'ok';
    });
    const first = reloader.run();
    const second = reloader.run();
    broken = false;
    await expect(first).rejects.toThrow('no answer');
    expect(await second).toBe('ok');
    expect(await reloader.run()).toBe('ok');
  });
});
