import { EventEmitter } from 'node:events';

/** Says "look" to whoever follows a stream. Losing one costs latency, never an event. */
export class WakeUps {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  wake(stream: string): void {
    this.emitter.emit(stream);
    this.emitter.emit('*', stream);
  }

  /** `*` hears of every stream. Returns the function that stops listening. */
  onWake(stream: string, listener: (stream: string) => void): () => void {
    this.emitter.on(stream, listener);
    return () => this.emitter.off(stream, listener);
  }

  /** Resolves at the next wake-up, after `timeoutMs`, or when the signal aborts. */
  async next(stream: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.onWake(stream, () => resolve());
    const timer = setTimeout(resolve, timeoutMs);
    const leave = () => resolve();
    signal.addEventListener('abort', leave);
    if (signal.aborted) resolve();
    await promise.finally(() => {
      clearTimeout(timer);
      stop();
      // A signal lives as long as its caller, who may wait a thousand times.
      signal.removeEventListener('abort', leave);
    });
  }
}
