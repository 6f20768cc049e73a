import type { Socket } from 'node:net';

/** A policy with long lists is the largest thing that is ever asked about; a record file is sent in parts. */
const FRAME_MAX = 8 * 1024 * 1024;

/** One JSON text a line. Whoever sends more than a line may hold, or no JSON, is cut off. */
export const readFrames = (socket: Socket, take: (frame: unknown) => void): void => {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    try {
      if (rest.length > FRAME_MAX) throw new Error('The line is too long.');
      for (const line of lines) take(JSON.parse(line));
    } catch {
      socket.destroy();
    }
  });
};

export const writeFrame = (socket: Socket, frame: unknown): void => {
  socket.write(`${JSON.stringify(frame)}\n`);
};
