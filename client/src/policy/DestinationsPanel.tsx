import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { Button, IconButton } from '../ui/Button.js';
import { Panel } from '../ui/Panel.js';
import { Address } from '../ui/values/Address.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import { Plain } from '../ui/values/Plain.js';
import { AddressForm, type Named } from './AddressForm.js';
import { ChangeDialog } from './ChangeDialog.js';
import type { Rules } from './policy-fragment.js';

const NamesQuery = graphql(`
  query PolicyNames {
    viewer { id contacts { id name address } }
    accounts(first: 100) { nodes { id name address } }
  }
`);

type List = 'allowList' | 'denyList';
type Open = { list: List; remove: string | null };

const words = {
  allowList: {
    heading: 'Only these may be paid',
    empty: 'Nobody is on this list, so anybody may be paid.',
    add: 'Allow an address',
    added: 'The first address closes this list for everybody else: to others the agent is refused and you are asked.',
    remove: 'Take this address off the list?',
    removed: 'The last one that goes opens the list: then anybody may be paid again.',
  },
  denyList: {
    heading: 'Never paid',
    empty: 'Nobody is on this list.',
    add: 'Never pay an address',
    added: 'Nothing is signed that pays it, whoever proposes.',
    remove: 'Let this address be paid again?',
    removed: 'This loosens your rules.',
  },
} as const;

type ListProps = {
  list: List;
  addresses: readonly string[] | null;
  names: readonly Named[];
  onOpen: (open: Open) => void;
};

/** Two lists that must both allow somebody may leave nobody; that is not the same as no list. */
const emptyText = (list: List, addresses: readonly string[] | null): string | null => {
  if (addresses && addresses.length > 0) return null;
  if (list === 'allowList' && addresses) return 'No address is on both lists, so nobody may be paid.';
  return words[list].empty;
};

const Listed = ({ list, addresses, names, onOpen }: ListProps) => (
  <section aria-label={words[list].heading} className="py-3 first:pt-0 last:pb-0">
    <div className="flex flex-wrap items-center justify-between gap-2">
      <h3 className="font-semibold">{words[list].heading}</h3>
      <Button icon={<Plus size={16} aria-hidden />} onClick={() => onOpen({ list, remove: null })}>
        {words[list].add}
      </Button>
    </div>
    {emptyText(list, addresses) && <p className="text-sm text-muted">{emptyText(list, addresses)}</p>}
    <ul>
      {addresses?.map((address) => {
        const name = names.find((one) => one.address === address)?.name;
        return (
          <li key={address} className="flex items-center gap-3 py-2">
            <div className="min-w-0 flex-1">
              <p className="text-sm font-medium break-words">{name ? <Plain text={name} /> : 'Unknown address'}</p>
              <Address address={address} />
            </div>
            <IconButton
              label={`Take off the list: ${name ? escapeHidden(name) : address}`}
              icon={<Trash2 size={16} />}
              onClick={() => onOpen({ list, remove: address })}
            />
          </li>
        );
      })}
    </ul>
  </section>
);

/** Who may be paid, and who never. */
export const DestinationsPanel = ({ rules, onChanged }: { rules: Rules; onChanged: () => void }) => {
  const [{ data }] = useQuery({ query: NamesQuery });
  const [open, setOpen] = useState<Open | null>(null);
  const names = [...(data?.viewer.contacts ?? []), ...(data?.accounts.nodes ?? [])];
  const lists = { allowList: rules.allowList ?? [], denyList: rules.denyList };
  const account = rules.accountId ? { accountId: rules.accountId } : {};
  const removed = open?.remove ?? null;
  return (
    <Panel title="Who may be paid">
      <div className="divide-y divide-line">
        {(['allowList', 'denyList'] as const).map((list) => (
          <Listed
            key={list}
            list={list}
            addresses={list === 'allowList' ? (rules.allowList ?? null) : rules.denyList}
            names={names}
            onOpen={setOpen}
          />
        ))}
      </div>
      {open && (
        <ChangeDialog
          title={removed === null ? words[open.list].add : words[open.list].remove}
          description={removed === null ? words[open.list].added : words[open.list].removed}
          onClose={() => setOpen(null)}
          onChanged={onChanged}
        >
          {({ propose, working }) =>
            removed === null ? (
              <AddressForm
                names={names}
                working={working}
                button={words[open.list].add}
                onAddress={(address) => propose({ ...account, [open.list]: [...lists[open.list], address] })}
              />
            ) : (
              <div className="flex flex-col gap-4">
                <Address address={removed} />
                <Button
                  look="danger"
                  disabled={working}
                  className="self-end"
                  onClick={() =>
                    propose({ ...account, [open.list]: lists[open.list].filter((address) => address !== removed) })
                  }
                >
                  Take it off
                </Button>
              </div>
            )
          }
        </ChangeDialog>
      )}
    </Panel>
  );
};
