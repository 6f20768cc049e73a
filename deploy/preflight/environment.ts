import type { ComposeFile, Service } from '../lint/compose-file.ts';
import { serviceNamed } from '../lint/compose-file.ts';

export type Values = Record<string, string | undefined>;
type Line = { name: string; value: string; isOutside: boolean };

const linesOf = (service: Service | undefined): Line[] =>
  (service?.environment ?? []).map(({ text }) => {
    const [name = '', ...rest] = text.split('=');
    const value = rest.join('=');
    return { name, value, isOutside: value === `\${${name}}` };
  });

/** The platform pulls private images with them; no container of ours is told. */
const OF_THE_REGISTRY = new Set(['DSTACK_DOCKER_USERNAME', 'DSTACK_DOCKER_PASSWORD', 'DSTACK_DOCKER_REGISTRY']);
export const withoutRegistry = (names: readonly string[]): string[] =>
  names.filter((name) => !OF_THE_REGISTRY.has(name));

/** The names that the compose file takes from outside: what the env file has to hold, no more and no less. */
export const outsideNames = (compose: ComposeFile): string[] => [
  ...new Set(
    compose.services.flatMap((service) =>
      linesOf(service)
        .filter(({ isOutside }) => isOutside)
        .map(({ name }) => name),
    ),
  ),
];

/** The environment in which a service would start. */
export const environmentOf = (compose: ComposeFile, name: string, values: Values): Record<string, string> =>
  Object.fromEntries(
    linesOf(serviceNamed(compose, name)).map((line) => [
      line.name,
      line.isOutside ? (values[line.name] ?? '') : line.value,
    ]),
  );
