import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
  DateTime: 'string',
  Amount: 'string',
  StellarAddress: 'string',
  XDR: 'string',
  JSON: 'unknown',
  JSONObject: 'Record<string, unknown>',
};

/** Typed documents for the web client, from the committed schema. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'client/src/graphql/generated/': {
      documents: ['client/src/**/*.{ts,tsx}', '!client/src/graphql/generated/**'],
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { scalars, useTypeImports: true, enumsAsTypes: true },
    },
  },
};

export default config;
