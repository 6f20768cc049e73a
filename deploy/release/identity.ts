import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCompose } from '../lint/compose-file.ts';
import { COMPOSE_NAME, DOCKERFILE_NAMES } from '../lint/lint.ts';
import { outsideNames } from '../preflight/environment.ts';
import {
  assumedPrediction,
  type Comparison,
  compareObserved,
  observedPrediction,
  type Prediction,
} from './app-compose.ts';
import { fileDigest, sha256, type TreeDigest, treeDigest } from './digests.ts';

export type IdentityOptions = {
  /** A compose file that was made for a release, instead of the one in the checkout. */
  compose?: string | undefined;
  nodeImage?: string | undefined;
  /** The bytes of tcb_info.app_compose of a deployment. */
  appCompose?: string | undefined;
};

export type Identity = {
  format: 'tuxedo.release-identity.v1';
  git: { commit: string; clean: boolean };
  sourceDateEpoch: number;
  nodeImage: string | null;
  files: Record<string, string>;
  built: Record<string, TreeDigest>;
  images: Record<string, string>;
  compose: { sha256: string; bytes: number; allowedEnvs: string[] };
  predicted: Prediction;
  observed?: Comparison;
};

const FILES = [
  '.dockerignore',
  ...DOCKERFILE_NAMES,
  COMPOSE_NAME,
  'client/package.json',
  'package-lock.json',
  'package.json',
  'schema.graphql',
  'server/package.json',
];
const BUILT = ['client/dist', 'server/dist'];

const git = (root: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** What a release is made of, so that another person can build it again and compare. The same checkout gives the same bytes. */
export const releaseIdentity = (root: string, { compose, nodeImage, appCompose }: IdentityOptions = {}): Identity => {
  const text = readFileSync(compose ?? join(root, COMPOSE_NAME), 'utf8');
  const file = readCompose(text);
  const input = { compose: text, allowedEnvs: outsideNames(file) };
  return {
    format: 'tuxedo.release-identity.v1',
    git: { commit: git(root, 'rev-parse', 'HEAD'), clean: git(root, 'status', '--porcelain') === '' },
    sourceDateEpoch: Number(git(root, 'log', '-1', '--pretty=%ct')),
    nodeImage: nodeImage ?? null,
    files: Object.fromEntries(FILES.map((path) => [path, fileDigest(root, path)])),
    built: Object.fromEntries(BUILT.map((folder) => [folder, treeDigest(root, folder)])),
    images: Object.fromEntries(file.services.map(({ name, fields }) => [name, String(fields.image)])),
    compose: { sha256: sha256(text), bytes: Buffer.byteLength(text), allowedEnvs: input.allowedEnvs },
    predicted: appCompose ? observedPrediction(appCompose, input) : assumedPrediction(input),
    ...(appCompose && { observed: compareObserved(appCompose, input) }),
  };
};
