import type { ReactNode } from 'react';
import { CopyButton } from '../ui/CopyButton.js';
import { Disclosure, Json } from '../ui/Disclosure.js';
import { inFours } from '../ui/values/group-address.js';
import type { ApprovalCard_TransactionFragment } from './card-types.js';

const Raw = ({ name, copy, children }: { name: string; copy: string; children: ReactNode }) => (
  <div>
    <div className="flex items-center justify-between gap-2">
      <p className="text-sm font-medium">{name}</p>
      <CopyButton text={copy} label={`Copy ${name.toLowerCase()}`} />
    </div>
    {children}
  </div>
);

const shortHash = (hash: string): string => `${inFours(hash).slice(0, 2).join(' ')} … ${hash.slice(-4)}`;

/** The bytes behind the words. */
export const CardDetails = ({ transaction }: { transaction: ApprovalCard_TransactionFragment }) => {
  const { hash, xdr, approval } = transaction;
  const digest = approval?.consent.digest;
  const shown = hash ? `Hash ${shortHash(hash)}` : digest ? `What you sign: ${shortHash(digest)}` : 'Transaction';
  return (
    <div className="border-t border-line px-5 py-1">
      <Disclosure summary={<>{shown}, XDR, raw text</>}>
        <div className="flex flex-col gap-3">
          {hash && (
            <Raw name="Transaction hash" copy={hash}>
              <Json value={inFours(hash).join(' ')} label="Transaction hash" />
            </Raw>
          )}
          {approval && (
            <>
              <Raw name="Consent digest" copy={approval.consent.digest}>
                <p className="text-sm text-muted">
                  SHA-256 of the text below. This is what a passkey signs; your browser computes it again before it
                  asks.
                </p>
                <Json value={inFours(approval.consent.digest).join(' ')} label="Consent digest" />
              </Raw>
              <Raw name="Consent text" copy={approval.consent.canonical}>
                <Json value={approval.consent.canonical} label="Consent text" />
              </Raw>
            </>
          )}
          <Raw name="XDR" copy={xdr}>
            <Json value={xdr} label="XDR" />
          </Raw>
        </div>
      </Disclosure>
    </div>
  );
};
