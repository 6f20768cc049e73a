import { registerEnumType } from 'type-graphql';

export enum TeeMode {
  OFF = 'OFF',
  REQUIRED = 'REQUIRED',
}
registerEnumType(TeeMode, {
  name: 'TeeMode',
  description: 'Whether the server must run in a confidential virtual machine and prove it.',
  valuesConfig: {
    OFF: { description: 'It need not run in a confidential machine.' },
    REQUIRED: { description: 'It runs in a confidential machine and can prove it.' },
  },
});
