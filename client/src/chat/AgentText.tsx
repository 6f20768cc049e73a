import { Lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';
import { escapeHiddenInText } from '../ui/values/escape-hidden.js';

type Draw = (token: Token) => ReactNode;

const inner = (tokens: Token[] | undefined, otherwise = ''): ReactNode =>
  tokens
    ? tokens.map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text only grows at its end.
        <Fragment key={index}>{draw(token)}</Fragment>
      ))
    : escapeHiddenInText(otherwise);

const Table = ({ token }: { token: Tokens.Table }) => (
  <div className="overflow-x-auto">
    <table className="w-full text-sm">
      <thead>
        <tr>
          {token.header.map((cell, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cells of one text never move.
            <th key={index} scope="col" className="border-b border-line-strong px-2 py-1 text-left font-semibold">
              {inner(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {token.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text never move.
          <tr key={index}>
            {row.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells of one text never move.
              <td key={column} className="border-b border-line px-2 py-1 tabular-nums">
                {inner(cell.tokens)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const List = ({ token }: { token: Tokens.List }) => {
  const items = token.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of one text never move.
    <li key={index}>{inner(item.tokens, item.text)}</li>
  ));
  return token.ordered ? (
    <ol start={token.start === '' ? 1 : token.start} className="list-decimal pl-6">
      {items}
    </ol>
  ) : (
    <ul className="list-disc pl-6">{items}</ul>
  );
};

/** A link the agent wrote is not made clickable: it may come from a text the agent read. Its target is shown instead. */
const linkText = ({ text, href }: { text: string; href: string }): string =>
  escapeHiddenInText(text === href || text === '' ? href : `${text} (${href})`);

const drawings: Record<string, Draw> = {
  space: () => null,
  br: () => <br />,
  hr: () => <hr className="border-line" />,
  heading: (token) => <p className="font-semibold">{inner((token as Tokens.Heading).tokens)}</p>,
  paragraph: (token) => <p>{inner((token as Tokens.Paragraph).tokens)}</p>,
  text: (token) => inner((token as Tokens.Text).tokens, (token as Tokens.Text).text),
  strong: (token) => <strong className="font-semibold">{inner((token as Tokens.Strong).tokens)}</strong>,
  em: (token) => <em>{inner((token as Tokens.Em).tokens)}</em>,
  del: (token) => <del>{inner((token as Tokens.Del).tokens)}</del>,
  codespan: (token) => (
    <code className="rounded bg-sunken px-1 font-mono text-[0.88em] break-words">
      {escapeHiddenInText((token as Tokens.Codespan).text)}
    </code>
  ),
  code: (token) => (
    <pre className="overflow-x-auto rounded-lg bg-sunken p-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
      <code>{escapeHiddenInText((token as Tokens.Code).text)}</code>
    </pre>
  ),
  blockquote: (token) => (
    <blockquote className="border-l-2 border-line-strong pl-3 text-muted">
      {inner((token as Tokens.Blockquote).tokens)}
    </blockquote>
  ),
  list: (token) => <List token={token as Tokens.List} />,
  table: (token) => <Table token={token as Tokens.Table} />,
  link: (token) => linkText(token as Tokens.Link),
  image: (token) => linkText(token as Tokens.Image),
  escape: (token) => escapeHiddenInText((token as Tokens.Escape).text),
};

/** What is not listed, HTML first of all, is shown as the text it is. */
const draw: Draw = (token) => (drawings[token.type] ?? (() => escapeHiddenInText(token.raw)))(token);

/** The agent's text: markdown becomes React elements and nothing else, so no HTML can come through. */
export const AgentText = ({ text }: { text: string }) => (
  <div className="flex min-w-0 flex-col gap-3 leading-relaxed break-words">{inner(Lexer.lex(text, { gfm: true }))}</div>
);
