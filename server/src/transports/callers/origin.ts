const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Which origins are the server's own pages. On one machine, localhost and 127.0.0.1 are the same place. */
export class OwnOrigin {
  private readonly url: URL;

  constructor(publicUrl: string) {
    this.url = new URL(publicUrl);
  }

  /** With port 0 the system chooses the port, so the origin is known only once the server listens. */
  listensOn(port: number): void {
    if (this.url.port === '0') this.url.port = String(port);
  }

  get isSecure(): boolean {
    return this.url.protocol === 'https:';
  }

  get webSocketOrigin(): string {
    return `${this.isSecure ? 'wss' : 'ws'}://${this.url.host}`;
  }

  includes(origin: string): boolean {
    if (origin === this.url.origin) return true;
    if (!LOOPBACK.has(this.url.hostname) || !URL.canParse(origin)) return false;
    const other = new URL(origin);
    // The text must be an origin and nothing more, so that `http://localhost:4000@evil` cannot pass.
    return (
      other.origin === origin &&
      LOOPBACK.has(other.hostname) &&
      other.port === this.url.port &&
      other.protocol === this.url.protocol
    );
  }
}
