import { execute, parse } from 'graphql';
import { compare } from './measure.mjs';
import { openSmallApp } from './small-app.mjs';

const QUERIES = {
  'a field of memory': ['{ server { version } }', 2_000],
  'a person and their accounts': ['{ viewer { id name } accounts { totalCount nodes { id name } } }', 100],
};

/** What limits, cost and formatting of errors add to bare execution. Guards and resolvers are part of both. */
export const run = async () => {
  const { app, actor, close } = await openSmallApp();
  try {
    for (const [what, [query, times]] of Object.entries(QUERIES)) {
      const document = parse(query);
      const ours = () => app.door.execute({ document, actor });
      const peer = () => execute({ schema: app.schema, document, contextValue: contextFor(app, actor) });
      if (JSON.stringify((await ours()).data) !== JSON.stringify((await peer()).data))
        throw new Error('They disagree.');
      await compare(`the door, ${what}`, { ours, peer, peerName: 'graphql.execute', times });
    }
  } finally {
    await close();
  }
};

const contextFor = ({ orm }, actor) => ({
  actor,
  ip: 'in-process',
  requestId: 'bench',
  guarded: new Map(),
  em: orm.em.fork(),
  signal: new AbortController().signal,
});
