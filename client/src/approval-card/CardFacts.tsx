import type { ReactNode } from 'react';
import { exactAmount, usd } from '../ui/values/format-amount.js';
import { age } from '../ui/values/format-time.js';
import { readableSummary } from '../ui/values/group-amounts.js';
import { MemoText } from '../ui/values/MemoText.js';
import { Plain } from '../ui/values/Plain.js';
import type { ApprovalCard_TransactionFragment, DecodedField } from './card-types.js';
import { gone, spent } from './card-warnings.js';
import { FactAddress, FactAsset } from './FactValue.js';

type Transaction = ApprovalCard_TransactionFragment;

const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="grid grid-cols-1 gap-x-4 sm:grid-cols-[7.25rem_1fr]">
    <dt className="text-sm text-muted">
      <Plain text={name} />
    </dt>
    <dd className="min-w-0 break-words tabular-nums">{children}</dd>
  </div>
);

const FactValue = ({ field, transaction }: { field: DecodedField; transaction: Transaction }) => {
  if (field.kind === 'ADDRESS') {
    return (
      <FactAddress
        address={field.value}
        recipient={transaction.recipients.find(({ address }) => address === field.value)}
      />
    );
  }
  if (field.kind === 'ASSET') return <FactAsset asset={field.value} />;
  if (field.kind === 'AMOUNT') {
    const [amount = '', ...unit] = field.value.split(' ');
    return (
      <strong className="font-semibold">
        <Plain text={[exactAmount(amount), ...unit].join(' ')} />
      </strong>
    );
  }
  return <Plain text={field.value} />;
};

const worth = ({ valueUsd, price }: Transaction['outflows'][number], nowMs: number): ReactNode => {
  if (valueUsd === null || valueUsd === undefined || !price) return 'no price';
  return (
    <>
      about {usd(valueUsd)},{' '}
      <span className="inline-block">
        {price.demo ? 'demo price' : price.source}, {age(price.at, nowMs)}
      </span>
    </>
  );
};

const Operation = ({ transaction, index }: { transaction: Transaction; index: number }) => {
  const operation = transaction.operations[index]!;
  return (
    <dl className="flex flex-col gap-2.5">
      <Row name={`Operation ${index + 1} of ${transaction.operations.length}`}>
        <Plain text={readableSummary(operation.intent, [operation])} />
      </Row>
      {operation.fields.map((field, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the fields of an operation never move, and two may be alike.
        <Row key={place} name={field.label}>
          <FactValue field={field} transaction={transaction} />
        </Row>
      ))}
    </dl>
  );
};

/** Read from the transaction itself. The agent's reason and the person's message must never be drawn in here. */
export const CardFacts = ({ transaction, nowMs }: { transaction: Transaction; nowMs: number }) => (
  <section aria-label="Facts, read from the transaction" data-region="facts" className="flex flex-col px-5 py-4">
    <p className="mb-3 text-[13px] font-semibold text-muted">Facts, read from the transaction</p>
    {transaction.operations.map((operation, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the operations of one transaction never move.
      <Operation key={`${operation.type}-${index}`} transaction={transaction} index={index} />
    ))}
    <dl className="mt-2.5 flex flex-col gap-2.5">
      {transaction.replaces && (
        <Row name="Instead of">
          <Plain text={transaction.replaces.summary} />
        </Row>
      )}
      {spent(transaction).map((outflow) => (
        <Row key={outflow.asset} name={transaction.operations.length > 1 ? `Leaves in ${outflow.code}` : 'Worth'}>
          {transaction.operations.length > 1 && (
            <strong>
              {exactAmount(gone(outflow))} <Plain text={outflow.code} />,{' '}
            </strong>
          )}
          {worth(outflow, nowMs)}
        </Row>
      ))}
      <Row name="Memo">
        {transaction.memo ? <MemoText memo={transaction.memo} kind={transaction.memoType} /> : 'none'}
      </Row>
      <Row name="Network fee">
        {transaction.feeCharged
          ? `${exactAmount(transaction.feeCharged)} XLM charged`
          : `at most ${exactAmount(transaction.fee)} XLM`}
      </Row>
    </dl>
  </section>
);
