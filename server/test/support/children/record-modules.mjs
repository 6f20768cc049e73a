// Loaded before a program (`--import`): writes the URL of every module that it loads into MODULES_FILE.
import { appendFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const write = (url) => appendFileSync(process.env.MODULES_FILE, `${url}\n`);

registerHooks({
  load(url, context, next) {
    write(url);
    return next(url, context);
  },
});

// What runs a source may load CommonJS past the hooks; all of that stands in one cache in the end.
process.on('exit', () => {
  for (const path of Object.keys(createRequire(import.meta.url).cache)) write(pathToFileURL(path));
});
