import { modelFellSilent, modelSentTooMuch } from './model-fault.js';

/** A line is kept until its end has come, and so is a body that is no stream. */
export const LINE_MAX = 512 * 1024;
/** A stream is read and forgotten; each character of an answer may come in some hundred bytes. */
const STREAM_MAX = 16 * 1024 * 1024;

/** `fetch` whose answers cannot grow, as a line or as a whole, and end where no byte comes for so long. */
export const boundedFetch =
  (idleMs: number): typeof fetch =>
  async (input, init) => {
    // Another host than the one that the operator named is sent nothing of what was said.
    const response = await fetch(input, { ...init, redirect: 'manual' });
    if (!response.body) return response;
    const isStream = response.ok && !isWhole(response);
    return new Response(bounded(response.body, new Size(isStream ? STREAM_MAX : LINE_MAX), idleMs), response);
  };

/** Some endpoints stream nothing, although they were asked to. */
export const isWhole = ({ headers }: Response): boolean => /json/.test(headers.get('content-type') ?? '');

const bounded = (body: ReadableStream<Uint8Array>, size: Size, idleMs: number): ReadableStream<Uint8Array> => {
  const reader = body.getReader();
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    try {
      const { done, value } = await beforeSilence(reader.read(), idleMs);
      if (done) return controller.close();
      size.add(value);
      controller.enqueue(value);
    } catch (error) {
      // Closes the connection, so that nothing more is sent to nobody.
      reader.cancel().catch(() => undefined);
      throw error;
    }
  };
  // Nothing is read ahead of whoever reads.
  return new ReadableStream({ pull, cancel: (reason) => reader.cancel(reason) }, { highWaterMark: 0 });
};

class Size {
  private total = 0;
  private line = 0;

  constructor(private readonly max: number) {}

  add(bytes: Uint8Array): void {
    const first = bytes.indexOf(NEWLINE);
    const longest = this.line + (first < 0 ? bytes.length : first);
    this.line = first < 0 ? longest : bytes.length - bytes.lastIndexOf(NEWLINE) - 1;
    this.total += bytes.length;
    if (this.total > this.max || longest > LINE_MAX) throw modelSentTooMuch();
  }
}

const NEWLINE = 10;

const beforeSilence = async <T>(work: Promise<T>, idleMs: number): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(modelFellSilent()), idleMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};
