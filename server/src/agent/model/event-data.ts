import { LINE_MAX } from './bounded-fetch.js';
import { modelSentTooMuch } from './model-fault.js';

/** The data of each server-sent event. One that the end cuts off is none. */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let data: string[] = [];
  let length = 0;
  for await (const line of lines(body)) {
    if (line.startsWith('data:')) {
      data.push(line.slice('data:'.length).trimStart());
      length += line.length;
      if (length > LINE_MAX) throw modelSentTooMuch();
    } else if (line === '' && data.length > 0) {
      yield data.join('\n');
      [data, length] = [[], 0];
    }
  }
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let open = '';
  for await (const bytes of body) {
    // Only what is new is searched: a long line may come a byte at a time.
    const [head = '', ...others] = decoder.decode(bytes, { stream: true }).split('\n');
    open += head;
    for (const next of others) {
      yield open.endsWith('\r') ? open.slice(0, -1) : open;
      open = next;
    }
  }
}
