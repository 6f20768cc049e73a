import type { ChildApp } from '../children/child-app.js';

/** Some processes of one app that share the work; any of them may be killed at any time, and starts again. */
export class RaceCrew {
  private readonly members: Promise<ChildApp>[];
  kills = 0;

  constructor(
    size: number,
    private readonly start: () => Promise<ChildApp>,
  ) {
    this.members = Array.from({ length: size }, () => start());
  }

  async ready(): Promise<void> {
    await Promise.all(this.members);
  }

  async kill(index: number): Promise<void> {
    await (await this.members[index]!).kill();
    this.kills += 1;
    const next = this.start();
    // Whoever waits for it is told; at the end of a test nobody does any more.
    next.catch(() => undefined);
    this.members[index] = next;
  }

  /** Carries out every job, some at a time in each process. A job whose process died is asked for again. */
  async share<T>(jobs: T[], atOnce: number, work: (child: ChildApp, job: T) => Promise<unknown>): Promise<void> {
    const queue = [...jobs];
    const worker = async (index: number): Promise<void> => {
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) await this.insist(index, job, work);
    };
    await Promise.all(this.members.flatMap((_, index) => Array.from({ length: atOnce }, () => worker(index))));
  }

  private async insist<T>(index: number, job: T, work: (child: ChildApp, job: T) => Promise<unknown>): Promise<void> {
    for (;;) {
      const member = this.members[index]!;
      try {
        await work(await member, job);
        return;
      } catch (error) {
        // On SQLite a process waits for the others with its eyes shut, so that an answer of the network may come too late.
        if (/Try again in a moment|database is locked/.test(String(error))) continue;
        if (!String(error).includes('SIGKILL')) throw error;
      }
      // The one that died is replaced by whoever killed it.
      while (this.members[index] === member) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
