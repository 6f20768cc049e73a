import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPOSE_BOUNDARY_RULES } from './compose-boundary-rules.ts';
import { COMPOSE_ENVIRONMENT_RULES } from './compose-environment-rules.ts';
import { readCompose } from './compose-file.ts';
import { COMPOSE_HARDENING_RULES } from './compose-hardening-rules.ts';
import { COMPOSE_IMAGE_RULES } from './compose-image-rules.ts';
import { COMPOSE_TEXT_RULES } from './compose-text-rules.ts';
import { readDockerfile } from './dockerfile.ts';
import { DOCKERFILE_RULES } from './dockerfile-rules.ts';
import { applyRules, type Finding, type Mode } from './rule.ts';

export const COMPOSE_RULES = [
  ...COMPOSE_TEXT_RULES,
  ...COMPOSE_IMAGE_RULES,
  ...COMPOSE_BOUNDARY_RULES,
  ...COMPOSE_ENVIRONMENT_RULES,
  ...COMPOSE_HARDENING_RULES,
];

export const COMPOSE_NAME = 'docker-compose.phala.yaml';
export const DOCKERFILE_NAMES = ['Dockerfile.backend', 'Dockerfile.frontend'];

export const lintCompose = (name: string, text: string, mode: Mode): Finding[] =>
  applyRules(name, COMPOSE_RULES, readCompose(text), mode);

export type DockerfileInput = { text: string; ignore: string; nodeImage?: string | undefined };

export const lintDockerfile = (name: string, { text, ignore, nodeImage }: DockerfileInput, mode: Mode): Finding[] =>
  applyRules(name, DOCKERFILE_RULES, { dockerfile: readDockerfile(text), ignore, nodeImage: nodeImage ?? null }, mode);

export type LintOptions = Mode & { compose?: string | undefined; nodeImage?: string | undefined };

/** Every rule over the files of a checkout. `compose` is the path of a file that was made for a release. */
export const lintDeployment = (root: string, { compose, nodeImage, ...mode }: LintOptions): Finding[] => {
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');
  const composeText = compose ? readFileSync(compose, 'utf8') : read(COMPOSE_NAME);
  const ignore = read('.dockerignore');
  return [
    ...DOCKERFILE_NAMES.flatMap((name) => lintDockerfile(name, { text: read(name), ignore, nodeImage }, mode)),
    ...lintCompose(compose ?? COMPOSE_NAME, composeText, mode),
  ];
};

export const describeFinding = ({ file, rule, sentence, detail }: Finding): string =>
  `${file}: ${detail}\n    ${sentence} (${rule})`;
