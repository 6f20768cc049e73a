import { expect, it } from 'vitest';
import { createLiveApp } from '../../../test/support/app/live-app.js';

const [PLAIN, HOST] = ['tuxedo_session', '__Host-tuxedo_session'];

it('signing in and signing out over https clear the name of before, so that no browser is stuck with both', async () => {
  await using app = await createLiveApp({ working: false, config: { publicUrl: 'https://tuxedo.example' } });
  const send = (query: string, cookie: string) =>
    fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ query }),
    });
  const old = `${PLAIN}=tux_${'A'.repeat(43)}`;
  const entered = await send('mutation { signInToLocalDemo(name: "Sam") { token } }', old);
  const { data } = await entered.json();
  const [cleared, set] = entered.headers.getSetCookie().toSorted();
  expect(set).toMatch(new RegExp(`^${PLAIN}=; .*1970`));
  expect(cleared).toMatch(new RegExp(`^${HOST}=${data.signInToLocalDemo.token}; `));
  for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']) expect(cleared).toContain(part);
  expect(cleared).not.toContain('Domain');
  const left = await send('mutation { signOut }', `${HOST}=${data.signInToLocalDemo.token}`);
  expect(await left.json()).toEqual({ data: { signOut: true } });
  expect(left.headers.getSetCookie().map((line) => line.split(';')[0])).toEqual(
    expect.arrayContaining([`${PLAIN}=`, `${HOST}=`]),
  );
});
