/** Keeps what would be logged. */
export class MemoryLog {
  readonly lines: string[] = [];
  readonly error = (fields: unknown, message: string): void => void this.lines.push(JSON.stringify([fields, message]));
  readonly info = this.error;
  readonly warn = this.error;
}
