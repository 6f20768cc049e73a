import { useEffectEvent, useRef } from 'react';

/**
 * Loads one at a time. Who asks while a load is under way gets the next one: its answer may have been written before
 * the change that made them ask, and urql would hand the same answer to both.
 */
export class Reloader<Result> {
  private current: Promise<Result> | null = null;
  private next: Promise<Result> | null = null;

  constructor(private readonly load: () => Promise<Result>) {}

  run = (): Promise<Result> => {
    if (!this.current) return this.start();
    const again = () => this.start();
    this.next ??= this.current.then(again, again);
    return this.next;
  };

  private start(): Promise<Result> {
    this.next = null;
    const loading = this.load().finally(() => {
      if (this.current === loading) this.current = null;
    });
    this.current = loading;
    return loading;
  }
}

export const useReloader = <Result>(load: () => Promise<Result>): (() => Promise<Result>) => {
  const latest = useEffectEvent(load);
  const reloader = useRef<Reloader<Result> | null>(null);
  reloader.current ??= new Reloader(() => latest());
  return reloader.current.run;
};
