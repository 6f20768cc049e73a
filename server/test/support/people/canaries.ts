import { StrKey } from '@stellar/stellar-sdk';

export type Canary = { name: string; forms: string[] };
export type Hit = { canary: string; sink: string };

// Inside a longer text in base64 the same bytes look different, by where they begin.
const insideBase64 = (bytes: Buffer): string[] =>
  [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, -4);
  });

const encodings = (bytes: Buffer): string[] => {
  const base64 = insideBase64(bytes);
  return [
    bytes.toString('hex'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    [...bytes].join(','),
    JSON.stringify(new Uint8Array(bytes)).slice(1, -1),
  ];
};

/** A secret that is bytes, such as a key, in every form in which it could be written. */
export const bytesCanary = (name: string, secret: Uint8Array): Canary => {
  const bytes = Buffer.from(secret);
  return {
    name,
    forms: [...encodings(bytes), ...(bytes.length === 32 ? [StrKey.encodeEd25519SecretSeed(bytes)] : [])],
  };
};

/** A secret that is text, such as a token. */
export const textCanary = (name: string, secret: string): Canary => ({
  name,
  forms: [secret, encodeURIComponent(secret), ...encodings(Buffer.from(secret))],
});

/** Where which secret was written: upper and lower case count as the same. */
export const findCanaries = (canaries: Canary[], sinks: Record<string, string[]>): Hit[] => {
  const wanted = canaries.map(({ name, forms }) => ({ name, forms: forms.map((form) => form.toLowerCase()) }));
  return Object.entries(sinks).flatMap(([sink, texts]) =>
    texts.flatMap((text) => {
      const low = text.toLowerCase();
      return wanted
        .filter(({ forms }) => forms.some((form) => low.includes(form)))
        .map(({ name }) => ({ canary: name, sink }));
    }),
  );
};
