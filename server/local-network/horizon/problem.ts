// Horizon's error bodies: problem+json with a type, a title, a status, a sentence and, where it helps, extras.
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly slug: string,
    readonly title: string,
    readonly status: number,
    readonly detail: string,
    readonly extras?: Record<string, unknown>,
  ) {
    super(detail);
  }

  get body(): Record<string, unknown> {
    const { slug, title, status, detail, extras } = this;
    return { type: `https://stellar.org/horizon-errors/${slug}`, title, status, detail, ...(extras && { extras }) };
  }
}

export function notFound(): Problem {
  return new Problem(
    'not_found',
    'Resource Missing',
    404,
    'The resource at the url requested was not found. This usually occurs for one of two reasons: The url requested is not valid, or no data in our database could be found with the parameters provided.',
  );
}

export function badRequest(invalidField: string, reason: string): Problem {
  return new Problem('bad_request', 'Bad Request', 400, 'The request you sent was invalid in some way.', {
    invalid_field: invalidField,
    reason,
  });
}

export function malformedTransaction(envelopeXdr: string): Problem {
  return new Problem(
    'transaction_malformed',
    'Transaction Malformed',
    400,
    'Horizon could not decode the transaction envelope in this request. A transaction should be an XDR TransactionEnvelope struct encoded using base64. The envelope read from this request is echoed in the `extras.envelope_xdr` field of this response for your convenience.',
    { envelope_xdr: envelopeXdr },
  );
}

export function submissionTimeout(hash: string, envelopeXdr: string): Problem {
  return new Problem(
    'transaction_submission_timeout',
    'Transaction Submission Timeout',
    504,
    'The transaction was not included in a ledger in time. Whether it will be is not known: look it up by its hash, or submit the very same envelope again.',
    { hash, envelope_xdr: envelopeXdr },
  );
}

export function unsupportedMediaType(): Problem {
  return new Problem(
    'unsupported_media_type',
    'Unsupported Media Type',
    415,
    'The request has an unsupported content type. Presently, the only supported content type is application/x-www-form-urlencoded.',
  );
}

export function notAcceptable(): Problem {
  return new Problem(
    'not_acceptable',
    'An acceptable response content-type could not be provided for this request',
    406,
    'This resource cannot be streamed.',
  );
}

export function tooLarge(): Problem {
  return new Problem('payload_too_large', 'Payload Too Large', 413, 'The body of the request is too large.');
}

export function serverError(): Problem {
  return new Problem('server_error', 'Internal Server Error', 500, 'An error occurred while processing this request.');
}
