import { checkCompose } from '../quote-verifier/compose-hash.js';
import { type BootFacts, checkReplay, readBootFacts } from '../quote-verifier/event-log.js';
import { Refuted } from '../quote-verifier/refuted.js';
import { assertSealedMachine } from '../quote-verifier/td-attributes.js';
import { parseTdxQuote } from '../quote-verifier/tdx-quote.js';
import { EnclaveError, type EnclaveInfo, type EnclaveQuote } from './enclave.js';

/**
 * Whether a quote fits what was asked, so that a broken agent is noticed here and not by those who verify. It proves
 * nothing to anybody: a false agent passes too, for only Intel's signatures, checked from outside, tell it from a true one.
 */
export const selfCheck = ({ quote, eventLog }: EnclaveQuote, info: EnclaveInfo, reportData: Uint8Array): BootFacts => {
  try {
    const { report } = parseTdxQuote(Buffer.from(quote));
    if (!report.reportData.equals(reportData)) throw new Refuted('The quote is over other report data.');
    assertSealedMachine(report.tdAttributes);
    checkReplay(eventLog, report.rtmrs[3]);
    const facts = readBootFacts(eventLog);
    checkCompose(info.appCompose, facts.composeHash, report.mrConfigId);
    if (facts.appId !== info.appId) throw new Refuted('The agent names another application than the event log.');
    return facts;
  } catch (error) {
    if (!(error instanceof Refuted)) throw error;
    throw new EnclaveError('BAD_REPLY', `The guest agent's evidence does not hold. ${error.message}`);
  }
};
