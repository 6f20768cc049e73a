import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from './server.js';

const chunk = (delta: unknown, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

/** A language model that answers only when the story tells it to, so that a run can be interrupted at an exact point. */
export class SlowModel {
  private current: ServerResponse | null = null;
  private asked = 0;

  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<SlowModel> {
    const server = createServer();
    const model = new SlowModel(server);
    server.on('request', (request, response) => {
      request.resume().on('end', () => {
        model.asked += 1;
        model.current = response;
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  /** The environment in which a server asks this model. */
  get environment(): Environment {
    const { port } = this.server.address() as AddressInfo;
    return { OPENAI_API_KEY: 'none', OPENAI_MODEL: 'slow-model', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` };
  }

  /** How often it has been asked so far. */
  get questions(): number {
    return this.asked;
  }

  /** Says a part of its answer to whoever asked last; those before have gone. */
  say(text: string): void {
    this.last().write(chunk({ content: text }, null));
  }

  /** Ends its answer, with a call of this tool if there is one. */
  end(tool?: string): void {
    const response = this.last();
    const call = { index: 0, id: `call_${tool}`, function: { name: tool, arguments: '{}' } };
    if (tool) response.write(chunk({ tool_calls: [call] }, null));
    response.end(`${chunk({}, tool ? 'tool_calls' : 'stop')}data: [DONE]\n\n`);
  }

  private last(): ServerResponse {
    if (!this.current) throw new Error('Nobody has asked the model.');
    if (!this.current.headersSent) this.current.writeHead(200, { 'content-type': 'text/event-stream' });
    return this.current;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
