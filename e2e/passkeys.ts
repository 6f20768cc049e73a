import type { CDPSession, Page } from '@playwright/test';

declare global {
  interface Window {
    passkeyRequests: number;
  }
}

const countRequests = (): void => {
  window.passkeyRequests = 0;
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = async (options) => {
    window.passkeyRequests += 1;
    return get(options).finally(() => {
      window.passkeyRequests -= 1;
    });
  };
};

/** A device that holds passkeys, played by the browser for one page. */
export class Passkeys {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  static async on(page: Page): Promise<Passkeys> {
    const session = await page.context().newCDPSession(page);
    // The browser's own dialogs would wait for a hand.
    await session.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.addInitScript(countRequests);
    return new Passkeys(page, session, authenticatorId);
  }

  /** Waits until the page asks for a passkey by itself and nobody answers, as a sign-in page does for autofill. */
  async offered(): Promise<void> {
    await this.page.waitForFunction(() => window.passkeyRequests > 0);
    await this.uses();
  }

  /** Whether somebody is there to touch the device. Nobody is, until a story says so, when the browser asks by itself. */
  async present(enabled: boolean): Promise<void> {
    await this.session.send('WebAuthn.setAutomaticPresenceSimulation', {
      authenticatorId: this.authenticatorId,
      enabled,
    });
  }

  /** Whether the finger is the right one; with the wrong one the browser tells the page that nothing was allowed. */
  async recognise(isUserVerified: boolean): Promise<void> {
    await this.session.send('WebAuthn.setUserVerified', { authenticatorId: this.authenticatorId, isUserVerified });
  }

  /** How often the passkeys have signed. */
  async uses(): Promise<number> {
    return (await this.held()).reduce((sum, { signCount }) => sum + signCount, 0);
  }

  async count(): Promise<number> {
    return (await this.held()).length;
  }

  private async held() {
    const { authenticatorId } = this;
    return (await this.session.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  }

  /** The same passkeys on another page, as a synced device has them. */
  async copyTo(other: Passkeys): Promise<void> {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', {
      authenticatorId: this.authenticatorId,
    });
    for (const credential of credentials)
      await other.session.send('WebAuthn.addCredential', { authenticatorId: other.authenticatorId, credential });
  }
}
