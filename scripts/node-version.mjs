/** Older versions crash inside the SQLite driver without a word, so they are turned away here with one. */
export const assertNodeVersion = () => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return;
  console.error(
    `Tuxedo needs Node 24 or newer, this is ${process.versions.node}. On Linux "npm ci" brings it along and "npm start" uses it; ` +
      'elsewhere install it from https://nodejs.org and try again.',
  );
  process.exit(1);
};
