import { parseArgs } from 'node:util';

/** The options of a command; whoever mistypes one is told how it is used, and it ends with 2. */
export const readOptions = (options, usage) => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`${error.message}\n\nUsage: ${usage}`);
    process.exit(2);
  }
};
