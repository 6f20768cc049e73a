import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
  DateTime: 'string',
  Amount: 'string',
  StellarAddress: 'string',
  XDR: 'string',
  JSON: 'unknown',
  JSONObject: 'Record<string, unknown>',
};

/** Typed documents from the committed schema: for the web client, and for the operations that are the agent's tools. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  // A fresh checkout may hold no tool operation yet; that is no reason to fail the client's half.
  ignoreNoDocuments: true,
  generates: {
    'client/src/graphql/generated/': {
      documents: ['client/src/**/*.{ts,tsx}', '!client/src/graphql/generated/**'],
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { scalars, useTypeImports: true, enumsAsTypes: true },
    },
    'server/src/agent/runs/generated/tools.ts': {
      documents: 'server/src/agent/tools/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { scalars, useTypeImports: true, enumsAsTypes: true },
    },
  },
};

export default config;
