import { expect, type Page } from '@playwright/test';

/** Notes whatever a page complains of and whomever it asks, so that a story can insist on silence. */
export class Watch {
  private readonly complaints: string[] = [];
  private readonly strangers: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(private readonly origin: string) {}

  on(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && host !== new URL(this.origin).host) this.strangers.push(request.url());
    });
  }

  /** From here on a complaint like this is part of the story, such as a lost connection when the server is killed. */
  expect(complaint: RegExp): void {
    this.expected.push(complaint);
  }

  verify(): void {
    const unexpected = this.complaints.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
    expect(unexpected, 'the console of the pages').toEqual([]);
    expect(this.strangers, 'requests to other hosts').toEqual([]);
  }
}
