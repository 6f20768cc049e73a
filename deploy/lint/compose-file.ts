import { type Document, isMap, isScalar, isSeq, parseDocument, visit, type YAMLMap } from 'yaml';

export type Service = {
  name: string;
  /** Everything that stands below its name, as plain values. */
  fields: Record<string, unknown>;
  /** The lines of `environment`, and which of them the file puts in quotes. */
  environment: { text: string; quoted: boolean }[];
};

export type ComposeFile = {
  text: string;
  /** What the parser objects to; everything else is empty then. */
  errors: string[];
  fields: Record<string, unknown>;
  services: Service[];
};

export const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const readCompose = (text: string): ComposeFile => {
  const document = parseDocument(text, { uniqueKeys: true, merge: false });
  const faults = [...document.errors, ...document.warnings].map(({ message }) => message.split('\n')[0] ?? message);
  const errors = [...faults, ...anchorsOf(document)];
  const empty = { text, errors, fields: {}, services: [] };
  if (errors.length > 0) return empty;
  const fields = asRecord(document.toJS());
  const services = document.get('services', true);
  if (!isMap(services)) return { ...empty, errors: ['There is no map "services".'] };
  return { text, errors, fields, services: services.items.map(({ key, value }) => toService(String(key), value)) };
};

/** An alias would show one thing where it stands and mean another, and some readers do not follow it. */
const anchorsOf = (document: Document): string[] => {
  const found: string[] = [];
  visit(document, {
    Alias: (_key, { source }) => void found.push(`It uses the alias "${source}".`),
    Value: (_key, { anchor }) => void (anchor && found.push(`It sets the anchor "${anchor}".`)),
  });
  return found;
};

const toService = (name: string, value: unknown): Service => {
  const map = isMap(value) ? (value as YAMLMap) : null;
  return { name, fields: asRecord(map?.toJSON()), environment: linesOf(map?.get('environment', true)) };
};

const linesOf = (node: unknown): Service['environment'] =>
  isSeq(node)
    ? node.items.map((item) => ({
        text: String(isScalar(item) ? item.value : item),
        quoted: !isScalar(item) || item.type !== 'PLAIN',
      }))
    : [];

/** The value of a variable of a service, or undefined. */
export const variable = (service: Service | undefined, name: string): string | undefined => {
  const line = service?.environment.find(({ text }) => text.startsWith(`${name}=`));
  return line?.text.slice(name.length + 1);
};

export const serviceNamed = (file: ComposeFile, name: string): Service | undefined =>
  file.services.find((service) => service.name === name);

export type Mount = { source: string; target: string; readOnly: boolean };

/** Only the short form is known; a longer one is reported by the rule on mounts. */
export const mountsOf = (service: Service | undefined): Mount[] =>
  asList(service?.fields.volumes).map((entry) => {
    const [source = '', target = '', mode = ''] = String(entry).split(':');
    return { source, target, readOnly: mode.split(',').includes('ro') };
  });
