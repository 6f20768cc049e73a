import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ChildCalls, ChildStart } from './money-child.js';

type Calls = { [name in keyof ChildCalls]: (...args: Parameters<ChildCalls[name]>) => ReturnType<ChildCalls[name]> };
type Answer = { id: number; value?: unknown; error?: string };

/** The app in a process of its own; `calls` are answered from there, and fail when it dies. */
export type ChildApp = { calls: Calls; kill: () => Promise<void>; died: Promise<string | null> };

const running = new Set<ChildProcess>();

export const startChild = async (program: string, start: ChildStart): Promise<ChildApp> => {
  const child = fork(program, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  running.add(child);
  const died = once(child, 'exit').then(([code, signal]) => {
    running.delete(child);
    return (signal ?? `code ${code}`) as string;
  });
  child.send(start);
  await Promise.race([
    once(child, 'message'),
    died.then((how) => Promise.reject(new Error(`It did not start: ${how}`))),
  ]);
  const kill = async () => {
    child.kill('SIGKILL');
    await died;
  };
  return { calls: callsTo(child, died), kill, died };
};

const callsTo = (child: ChildProcess, died: Promise<string>): Calls => {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  const ask = async (call: string, args: unknown[]): Promise<unknown> => {
    const id = ++last;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(id, resolve);
    child.send({ id, call, args }, () => undefined);
    const answer = await Promise.race([promise, died.then((how) => ({ id, error: `It died: ${how}` }) as Answer)]);
    waiting.delete(id);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  };
  return new Proxy({} as Calls, {
    get:
      (_target, call) =>
      (...args: unknown[]) =>
        ask(String(call), args),
  });
};

/** For the end of a test file: nothing of it goes on. */
export const killChildren = async (): Promise<void> => {
  const all = [...running];
  for (const child of all) child.kill('SIGKILL');
  await Promise.all(all.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
};
