import type { ComposeFile } from './compose-file.ts';
import { serviceNamed } from './compose-file.ts';
import type { Rule } from './rule.ts';

const IMAGE = /^[a-z0-9][a-z0-9._/:-]*@sha256:[0-9a-f]{64}$/;
const NO_DIGEST = '0'.repeat(64);

/** Which programs run. A tag can be moved, so with a tag the measurement would prove nothing. */
export const COMPOSE_IMAGE_RULES: readonly Rule<ComposeFile>[] = [
  {
    id: 'image-digest',
    sentence: 'Every image is named by its digest, and in a release by a real one.',
    check: ({ services }, { release }) =>
      services.flatMap(({ name, fields }) => {
        const image = String(fields.image ?? '');
        if (!IMAGE.test(image)) return [`The image of ${name} is not of the form name@sha256:<64 hex digits>.`];
        return release && image.endsWith(NO_DIGEST) ? [`The digest of ${name} is still the placeholder.`] : [];
      }),
  },
  {
    id: 'one-backend-image',
    sentence: 'The vault and the backend run the same image, so that one digest stands for both.',
    check: (file) => {
      const [backend, vault] = ['backend', 'vault'].map((name) => serviceNamed(file, name)?.fields.image);
      return backend === vault ? [] : ['They differ.'];
    },
  },
];
