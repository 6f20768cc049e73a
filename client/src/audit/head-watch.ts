import type { Alarm, AlarmKind, HeadMemory, Kept } from './head-memory.js';
import { type Head, type LogSource, LogWalk } from './log-walk.js';

/** What the watch asks the server. None of the answers is believed where it can be computed. */
export type WatchedSource = LogSource & {
  newest: () => Promise<Head | null>;
  holds: (head: string) => Promise<boolean>;
};

/** Compares the log with what this browser saw of it before: each newer head must follow from the one that was kept. */
export class HeadWatch {
  constructor(
    private readonly userId: string,
    private readonly memory: HeadMemory,
    private readonly log: WatchedSource,
  ) {}

  /** `announced` are heads that came with events; each must stand in the log. Gives the alarm, if there is one. */
  async check(announced: readonly string[] = []): Promise<Alarm | null> {
    const alarm = this.memory.alarm();
    if (alarm) return alarm;
    const kept = this.memory.kept();
    return kept ? this.follow(kept, announced) : this.begin();
  }

  // Seen for the first time: there is nothing to compare with, from now on there is.
  private async begin(): Promise<null> {
    const newest = await this.log.newest();
    if (newest) this.memory.keep(newest, [newest.hash]);
    return null;
  }

  private async follow(kept: Kept, announced: readonly string[]): Promise<Alarm | null> {
    const walk = new LogWalk(this.userId, kept);
    const broken = await walk.toTheEnd(this.log);
    if (broken) return this.raise(broken.kind, kept, { seq: broken.seq, hash: broken.served });
    const known = new Set([...kept.recent, ...walk.passed]);
    for (const hash of announced) {
      if (known.has(hash) || (await this.log.holds(hash))) continue;
      return this.raise('announced', kept, { seq: walk.seq, hash });
    }
    if (walk.seq > kept.seq) this.memory.keep(walk, walk.passed);
    return null;
  }

  private raise(kind: AlarmKind, { seq, hash, at }: Kept, served: Alarm['served']): Alarm {
    const alarm = { kind, at: new Date().toISOString(), kept: { seq, hash, at }, served };
    this.memory.raise(alarm);
    return this.memory.alarm() ?? alarm;
  }
}
