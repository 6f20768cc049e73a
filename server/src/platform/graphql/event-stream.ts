import type { ExecutionResult } from 'graphql';

export type EventStreamParts = {
  source: AsyncIterable<unknown>;
  /** The answer to one event. A rejection ends the stream. */
  answer: (event: unknown) => Promise<ExecutionResult>;
  /** The last answer, when the source or an event failed. */
  failure: (error: unknown) => ExecutionResult;
  /** Tells the source that nobody listens any more. */
  abort: AbortController;
};

/**
 * A subscription's answers. A plain generator cannot be left while it waits for its source, so a caller who has gone
 * would hold it until the next event; here leaving takes effect at once.
 */
export class EventStream implements AsyncGenerator<ExecutionResult, void, void> {
  private readonly iterator: AsyncIterator<unknown>;
  private readonly left: Promise<IteratorResult<unknown>>;

  constructor(private readonly parts: EventStreamParts) {
    this.iterator = parts.source[Symbol.asyncIterator]();
    const { promise, resolve } = Promise.withResolvers<IteratorResult<unknown>>();
    this.left = promise;
    parts.abort.signal.addEventListener('abort', () => resolve({ done: true, value: undefined }), { once: true });
  }

  async next(): Promise<IteratorResult<ExecutionResult, void>> {
    if (this.parts.abort.signal.aborted) return { done: true, value: undefined };
    try {
      const step = await Promise.race([this.left, this.iterator.next()]);
      if (step.done) return this.return();
      return { done: false, value: await this.parts.answer(step.value) };
    } catch (error) {
      this.leave();
      return { done: false, value: this.parts.failure(error) };
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult, void>> {
    this.leave();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult, void>> {
    this.leave();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.leave();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  // Not awaited: a generator in the middle of a step finishes when that step does.
  private leave(): void {
    this.parts.abort.abort();
    this.iterator.return?.()?.catch(() => undefined);
  }
}
