import { asList, asRecord, type ComposeFile, type Service } from './compose-file.ts';
import type { Rule } from './rule.ts';

const inEach =
  (isMet: (service: Service) => boolean) =>
  ({ services }: ComposeFile): string[] =>
    services.filter((service) => !isMet(service)).map(({ name }) => `${name}.`);

const isUser = (value: unknown): boolean => {
  const [user, group] = /^(\d+):(\d+)$/.exec(String(value))?.slice(1).map(Number) ?? [];
  return (user ?? 0) > 0 && (group ?? 0) > 0;
};

const hasHealthcheck = ({ fields }: Service): boolean => {
  const { test, disable, interval, timeout } = asRecord(fields.healthcheck);
  const [form, program] = asList(test).map(String);
  return disable !== true && form === 'CMD' && program === 'node' && Boolean(interval) && Boolean(timeout);
};

const rotatesLogs = ({ fields }: Service): boolean => {
  const options = asRecord(asRecord(fields.logging).options);
  return /^\d+[km]$/.test(String(options['max-size'])) && /^\d+$/.test(String(options['max-file']));
};

/** What a process can do once somebody runs code in it. */
export const COMPOSE_HARDENING_RULES: readonly Rule<ComposeFile>[] = [
  {
    id: 'read-only',
    sentence: 'The root file system is read-only, with a small /tmp in memory.',
    check: inEach(
      ({ fields }) =>
        fields.read_only === true &&
        asList(fields.tmpfs).length === 1 &&
        /^\/tmp:.*size=\d+[km]/.test(String(asList(fields.tmpfs)[0])),
    ),
  },
  {
    id: 'no-capabilities',
    sentence: 'Every capability is dropped, and none can be gained.',
    check: inEach(
      ({ fields }) =>
        String(asList(fields.cap_drop)) === 'ALL' && String(asList(fields.security_opt)) === 'no-new-privileges:true',
    ),
  },
  {
    id: 'non-root',
    sentence: 'It runs as a user and a group that are not root, by number.',
    check: inEach(({ fields }) => isUser(fields.user)),
  },
  {
    id: 'no-core-dumps',
    sentence: 'It writes no core dump, which would hold its keys, and makes a bounded number of processes.',
    check: inEach(({ fields }) => asRecord(fields.ulimits).core === 0 && Number(fields.pids_limit) > 0),
  },
  {
    id: 'no-debugger',
    sentence: 'Nothing opens a debugger in a process that holds secrets: no option, and no signal.',
    check: ({ services }) =>
      services
        .filter(({ name }) => name === 'backend' || name === 'vault')
        .filter(({ fields }) => {
          const command = asList(fields.command).map(String);
          return !command.includes('--disable-sigusr1') || command.some((word) => word.startsWith('--inspect'));
        })
        .map(({ name }) => `${name}.`),
  },
  {
    id: 'healthcheck',
    sentence: 'It has a healthcheck by node, because nothing else is in the image.',
    check: inEach(hasHealthcheck),
  },
  {
    id: 'restart',
    sentence: 'It starts again after a crash and a reboot.',
    check: inEach(({ fields }) => fields.restart === 'unless-stopped' || fields.restart === 'always'),
  },
  {
    id: 'log-rotation',
    sentence: 'Its logs are rotated, so that they cannot fill the disk.',
    check: inEach(rotatesLogs),
  },
];
