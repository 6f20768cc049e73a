import { ArrowUpRight } from 'lucide-react';

const prompts = [
  { text: 'Send 25 XLM to Coffee Corner', note: 'Small and within your limits: it runs by itself.' },
  { text: 'Pay Acme Supplies 1,200 USDC for invoice INV-2291', note: 'Over a limit: it stops and asks you.' },
  { text: 'What is my balance?', note: 'Only looks.' },
  { text: 'What are my limits?', note: 'What it may spend alone, and what is used of it.' },
];

/** The first page of a new conversation: what the agent can do, each one press away. */
export const Welcome = ({ onPick, disabled }: { onPick: (text: string) => void; disabled: boolean }) => (
  <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col justify-center gap-6 px-4 py-8 sm:px-6">
    <div>
      <h1 className="text-2xl font-semibold tracking-tight text-balance sm:text-3xl">What should the agent do?</h1>
      <p className="mt-2 max-w-xl text-muted text-pretty">
        It may spend a little on its own. Anything beyond your limits stops, shows you the facts and waits for your
        word.
      </p>
    </div>
    <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      {prompts.map(({ text, note }) => (
        <li key={text}>
          <button
            type="button"
            disabled={disabled}
            onClick={() => onPick(text)}
            className="group flex h-full w-full items-start justify-between gap-3 rounded-2xl border border-line bg-surface px-4 py-3.5 text-left shadow-card transition-colors hover:border-line-strong disabled:opacity-60"
          >
            <span>
              <span className="block font-medium">{text}</span>
              <span className="mt-0.5 block text-sm text-muted">{note}</span>
            </span>
            <ArrowUpRight size={16} aria-hidden className="mt-1 shrink-0 text-muted group-hover:text-ink" />
          </button>
        </li>
      ))}
    </ul>
  </div>
);
