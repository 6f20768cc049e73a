// Horizon's error bodies: problem+json with a type, a title, a status, a sentence and, where it helps, extras.
type Described = { slug: string; title: string; status: number; detail: string; extras?: Record<string, unknown> };

export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(private readonly problem: Described) {
    super(problem.detail);
  }

  get status(): number {
    return this.problem.status;
  }

  get body(): Record<string, unknown> {
    const { slug, title, status, detail, extras } = this.problem;
    return { type: `https://stellar.org/horizon-errors/${slug}`, title, status, detail, ...(extras && { extras }) };
  }
}

export function notFound(): Problem {
  return new Problem({
    slug: 'not_found',
    title: 'Resource Missing',
    status: 404,
    detail:
      'The resource at the url requested was not found. This usually occurs for one of two reasons: The url requested is not valid, or no data in our database could be found with the parameters provided.',
  });
}

export function badRequest(invalidField: string, reason: string): Problem {
  return new Problem({
    slug: 'bad_request',
    title: 'Bad Request',
    status: 400,
    detail: 'The request you sent was invalid in some way.',
    extras: {
      invalid_field: invalidField,
      reason,
    },
  });
}

export function malformedTransaction(envelopeXdr: string): Problem {
  return new Problem({
    slug: 'transaction_malformed',
    title: 'Transaction Malformed',
    status: 400,
    detail:
      'Horizon could not decode the transaction envelope in this request. A transaction should be an XDR TransactionEnvelope struct encoded using base64. The envelope read from this request is echoed in the `extras.envelope_xdr` field of this response for your convenience.',
    extras: { envelope_xdr: envelopeXdr },
  });
}

export function submissionTimeout(hash: string, envelopeXdr: string): Problem {
  return new Problem({
    slug: 'transaction_submission_timeout',
    title: 'Transaction Submission Timeout',
    status: 504,
    detail:
      'The transaction was not included in a ledger in time. Whether it will be is not known: look it up by its hash, or submit the very same envelope again.',
    extras: { hash, envelope_xdr: envelopeXdr },
  });
}

export function unsupportedMediaType(): Problem {
  return new Problem({
    slug: 'unsupported_media_type',
    title: 'Unsupported Media Type',
    status: 415,
    detail:
      'The request has an unsupported content type. Presently, the only supported content type is application/x-www-form-urlencoded.',
  });
}

export function notAcceptable(): Problem {
  return new Problem({
    slug: 'not_acceptable',
    title: 'An acceptable response content-type could not be provided for this request',
    status: 406,
    detail: 'This resource cannot be streamed.',
  });
}

export function tooLarge(): Problem {
  return new Problem({
    slug: 'payload_too_large',
    title: 'Payload Too Large',
    status: 413,
    detail: 'The body of the request is too large.',
  });
}

export function serverError(): Problem {
  return new Problem({
    slug: 'server_error',
    title: 'Internal Server Error',
    status: 500,
    detail: 'An error occurred while processing this request.',
  });
}
