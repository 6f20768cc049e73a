export type ReleaseInputs = { backend: string; frontend: string; publicUrl: string };

const NO_DIGEST = `sha256:${'0'.repeat(64)}`;

/** Puts in what is not known when the file is committed. Bytes are replaced and nothing is written anew: they are measured. */
export const fillCompose = (text: string, { backend, frontend, publicUrl }: ReleaseInputs): string => {
  const open: [placeholder: string, value: string][] = [
    [`registry.invalid/tuxedo-backend@${NO_DIGEST}`, backend],
    [`registry.invalid/tuxedo-frontend@${NO_DIGEST}`, frontend],
    ['https://tuxedo.invalid', publicUrl],
  ];
  return open.reduce((filled, [placeholder, value]) => {
    if (!filled.includes(placeholder)) throw new Error(`The compose file does not hold ${placeholder} any more.`);
    return filled.replaceAll(placeholder, () => value);
  }, text);
};
