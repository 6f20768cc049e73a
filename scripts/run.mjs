import { spawn } from 'node:child_process';

/** Runs a command with its output on the terminal; resolves to its exit code. */
export const run = (command, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });

/** A tool of node_modules, run by the Node that runs us. */
export const tool = (path, args, options) => run(process.execPath, [`node_modules/${path}`, ...args], options);

export const tsc = (args) => tool('typescript-native/bin/tsc', args);
