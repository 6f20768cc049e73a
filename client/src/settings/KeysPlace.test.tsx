import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { KeysPlace } from './KeysPlace.js';

const shown = (mode: 'OFF' | 'REQUIRED') =>
  renderToStaticMarkup(<KeysPlace mode={mode} statement="What the server adds." origin="https://tuxedo.example" />);

it('an enclave is what the server says, and the way to check it from outside stands beside it', () => {
  const text = shown('REQUIRED');
  expect(text).toContain('The server says that it runs in an enclave.');
  expect(text).toContain('npm run verify -- attestation https://tuxedo.example --policy policy.json');
  expect(text).toContain('docs/verify.md');
  expect(text).toContain('What the server adds.');
  expect(text).not.toMatch(/>In an enclave|is verified|is proved/);
});

it('without one nothing is promised, and there is nothing to check', () => {
  const text = shown('OFF');
  expect(text).toContain('No enclave');
  expect(text).toContain('whoever runs the machine can get at them');
  expect(text).not.toContain('npm run verify');
});
