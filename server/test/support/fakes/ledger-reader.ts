type PaymentJson = {
  type: string;
  from: string;
  amount: string;
  transaction_hash: string;
  transaction_successful: boolean;
};

/** Every payment an account has sent, as the network's own records say. */
export const paymentsFrom = async (horizonUrl: string, address: string): Promise<PaymentJson[]> => {
  const payments: PaymentJson[] = [];
  let next = `${horizonUrl}/accounts/${address}/payments?limit=200&order=asc`;
  while (next) {
    const page = (await (await fetch(next)).json()) as {
      _embedded: { records: PaymentJson[] };
      _links: { next: { href: string } };
    };
    payments.push(...page._embedded.records);
    next = page._embedded.records.length < 200 ? '' : page._links.next.href;
  }
  return payments.filter(({ type, from, transaction_successful: ok }) => ok && type === 'payment' && from === address);
};
