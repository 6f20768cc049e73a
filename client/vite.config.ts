import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const CALL = /graphql\(\s*`\s*(query|mutation|subscription|fragment)\s+(\w+)[^`]*`,?\s*\)/g;

/** Replaces `graphql(...)` by an import of its typed document: the generated lookup would put every operation in every page. */
const typedDocuments = (): Plugin => ({
  name: 'typed-documents',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/client\/src\/.*\.tsx?$/.test(id) || id.includes('/generated/') || !code.includes('graphql(')) return;
    const replaced = code.replace(CALL, (_call, kind: string, name: string) =>
      kind === 'fragment' ? `typed.${name}FragmentDoc` : `typed.${name}Document`,
    );
    if (replaced === code) return;
    return { code: `import * as typed from '/src/graphql/generated/graphql.ts';\n${replaced}`, map: null };
  },
});

/** Sonner's styles come with our stylesheet; the style element it would add is one our content policy refuses. */
const noInjectedStyles = (): Plugin => ({
  name: 'no-injected-styles',
  transform(code, id) {
    if (!id.includes('/sonner/dist/')) return;
    return { code: code.replace(/^__insertCSS\(".*"\);?$/m, ''), map: null };
  },
});

export default defineConfig({
  plugins: [typedDocuments(), noInjectedStyles(), react(), tailwindcss()],
  build: { outDir: 'dist', manifest: true, target: 'es2022' },
  server: {
    port: 5173,
    strictPort: true,
    // Start the server with PUBLIC_URL=http://localhost:5173: it answers pages of its own origin only.
    proxy: { '/graphql': { target: 'http://localhost:4000', ws: true, changeOrigin: false } },
  },
});
