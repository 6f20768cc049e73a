const HEADER = `# Every setting, without a value or with its default. Made from docs/configure.md by \`npm run env-example\`.
# Nothing reads this file by itself. Copy it to .env, close it to others (chmod 600), take the # off what you set, and
# start with: set -a; . ./.env; set +a; npm start
# JSON goes into '...'. In an enclave a setting comes from the compose file: see docs/deploy-phala.md.
`;
const WIDTH = 116;

type Setting = { name: string; value: string };

/** The table says by links where else to look; outside of docs/ that is a path. */
const plain = (markdown: string): string =>
  markdown
    .replace(/\[[^\]]*\]\(([^)]+)\)/g, (_link, page: string) => `docs/${page}`)
    .replace('see below', 'see docs/configure.md')
    .replaceAll('`', '');

const commented = (text: string): string => text.replace(new RegExp(`(.{1,${WIDTH}})(?: |$)`, 'g'), '# $1\n').trimEnd();

/** A default that is described, or made of another setting, is nothing that could be typed. */
const isLiteral = (text: string): boolean => /^([a-z\d./:-]{2,}|[A-Z]+)$/.test(text);

const settingsOf = (names: string, defaults: string): Setting[] => {
  const values = defaults.split(', ');
  return [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name], index) => {
    const value = values[index] ?? '';
    return { name: name!, value: isLiteral(value) ? value : '' };
  });
};

const section = (row: string): string => {
  const [names = '', defaults = '', meaning = ''] = row
    .split('|')
    .slice(1)
    .map((cell) => cell.trim());
  const settings = settingsOf(names, defaults);
  const told = settings.some(({ value }) => value !== '') || defaults === '-' ? '' : ` (default: ${plain(defaults)})`;
  return [commented(plain(meaning) + told), ...settings.map(({ name, value }) => `#${name}=${value}`)].join('\n');
};

/** The example of an environment, from the table of settings in docs/configure.md. */
export const envExample = (configure: string): string => {
  const rows = configure.split('\n').filter((line) => line.startsWith('| `'));
  return [HEADER, ...rows.map((row) => `${section(row)}\n`)].join('\n');
};
