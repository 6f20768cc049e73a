import { ErrorCode } from '../../kernel/errors.js';

const { TRANSACTION_FAILED, INSUFFICIENT_BALANCE, ACCOUNT_NOT_FOUND, NO_TRUSTLINE, CONFLICT, PERMISSION_DENIED } =
  ErrorCode;

/** By the names that Horizon gives to the codes. Operations share names, so a sentence fits every one that answers with it. */
export const explanations: Record<string, [ErrorCode, string]> = {
  op_malformed: [
    TRANSACTION_FAILED,
    'The network found an operation that makes no sense. Check amount, asset and limit.',
  ],
  op_underfunded: [
    INSUFFICIENT_BALANCE,
    'The account does not hold enough to spend: part of a balance may be kept as reserve or by open offers. Send less, or add funds.',
  ],
  op_low_reserve: [
    INSUFFICIENT_BALANCE,
    'Not enough XLM for the reserve: a new account needs at least 1 XLM, and each trust line, offer, signer or data entry 0.5 XLM more. Add XLM first.',
  ],
  op_already_exists: [TRANSACTION_FAILED, 'That account exists already. Send it a payment instead.'],
  op_src_no_trust: [NO_TRUSTLINE, 'The paying account does not hold this asset. Add a trust line and get some first.'],
  op_src_not_authorized: [
    PERMISSION_DENIED,
    'The issuer does not allow the paying account to send this asset. Ask the issuer, or send another asset.',
  ],
  op_no_destination: [
    ACCOUNT_NOT_FOUND,
    'The destination is not on the network yet. It must be funded with XLM first.',
  ],
  op_no_trust: [
    NO_TRUSTLINE,
    'The account that would hold or pay this asset has no trust line for it. Ask its owner to add one, or use another asset.',
  ],
  op_not_authorized: [
    PERMISSION_DENIED,
    'The issuer does not allow the account to hold this asset. Ask the issuer, or use another asset.',
  ],
  op_line_full: [
    TRANSACTION_FAILED,
    'The receiving account cannot hold that much of this asset. Send less, or have its trust line raised.',
  ],
  op_no_issuer: [
    ACCOUNT_NOT_FOUND,
    'The issuer of this asset is not on the network, or is not the account that asks. Check the asset and its issuer.',
  ],
  op_invalid_limit: [
    TRANSACTION_FAILED,
    'The limit is below what the account holds together with what its open offers still buy, so the trust line cannot be lowered or removed. Cancel those offers and send the balance away first, or set a higher limit.',
  ],
  op_self_not_allowed: [
    TRANSACTION_FAILED,
    'An issuer cannot hold or authorize a trust line to itself. Use another account.',
  ],
  op_trust_line_missing: [
    NO_TRUSTLINE,
    'A trust line that this one needs is not there. Add the trust lines for both assets of the pool first.',
  ],
  op_cannot_delete: [
    TRANSACTION_FAILED,
    'The trust line cannot be removed while pool shares use it. Take the money out of the liquidity pool and remove the trust line for its shares first.',
  ],
  op_not_aut_maintain_liabilities: [
    PERMISSION_DENIED,
    'The issuer does not allow this trust line to take part in offers or pools. Ask the issuer first.',
  ],
  op_bad_auth: [PERMISSION_DENIED, 'The signature is not enough for this operation: the account needs other signers.'],
  op_no_source_account: [ACCOUNT_NOT_FOUND, 'The account is not on the network yet. Fund it first.'],
  op_not_supported: [TRANSACTION_FAILED, 'The network does not support this operation. Leave it out.'],
  op_too_many_subentries: [
    TRANSACTION_FAILED,
    'The account has 1000 trust lines, offers and signers. Remove one first.',
  ],
  op_exceeded_work_limit: [TRANSACTION_FAILED, 'The operation is too much work for one ledger. Make it smaller.'],
  op_too_many_sponsoring: [TRANSACTION_FAILED, 'The account sponsors too many entries. Remove one first.'],
  op_too_few_offers: [
    TRANSACTION_FAILED,
    'The market has too few offers for this exchange. Try a smaller amount, another path, or later.',
  ],
  op_cross_self: [
    TRANSACTION_FAILED,
    'The trade would meet an offer of the same account. Cancel that offer first, or choose another price.',
  ],
  op_over_source_max: [
    TRANSACTION_FAILED,
    'The exchange would cost more than the most that was allowed. Allow more, or try again at a better price.',
  ],
  op_under_dest_min: [
    TRANSACTION_FAILED,
    'The exchange would bring less than the least that was asked for. Ask for less, or try again at a better price.',
  ],
  op_sell_no_trust: [
    NO_TRUSTLINE,
    'The account has no trust line for the asset it would sell. Add one and get some first.',
  ],
  op_buy_no_trust: [NO_TRUSTLINE, 'The account has no trust line for the asset it would buy. Add one first.'],
  sell_not_authorized: [
    PERMISSION_DENIED,
    'The issuer does not allow the account to sell this asset. Ask the issuer first.',
  ],
  buy_not_authorized: [
    PERMISSION_DENIED,
    'The issuer does not allow the account to hold the asset it would buy. Ask the issuer first.',
  ],
  op_sell_no_issuer: [ACCOUNT_NOT_FOUND, 'The issuer of the asset to sell is not on the network. Check the asset.'],
  buy_no_issuer: [ACCOUNT_NOT_FOUND, 'The issuer of the asset to buy is not on the network. Check the asset.'],
  op_offer_not_found: [
    TRANSACTION_FAILED,
    'That offer is not there any more: it was taken, cancelled, or belongs to another account. Look at the open offers again.',
  ],
  op_too_many_signers: [TRANSACTION_FAILED, 'The account has 20 signers already. Remove one first.'],
  op_bad_flags: [
    TRANSACTION_FAILED,
    'The same flag would be set and cleared, or the flags do not go together. Choose one of the two.',
  ],
  op_invalid_inflation: [
    ACCOUNT_NOT_FOUND,
    'The inflation destination is not on the network. Check its address, or leave it out.',
  ],
  op_cant_change: [
    TRANSACTION_FAILED,
    'The flags of this account cannot be changed: they were locked for ever, or trust lines depend on them. Leave the flags out.',
  ],
  op_unknown_flag: [TRANSACTION_FAILED, 'The network does not know one of the flags. Leave it out.'],
  op_threshold_out_of_range: [TRANSACTION_FAILED, 'A weight or threshold is not between 0 and 255. Correct it.'],
  op_bad_signer: [TRANSACTION_FAILED, 'The signer is the account itself, or no valid key. Name another signer.'],
  op_invalid_home_domain: [TRANSACTION_FAILED, 'The home domain is not valid. Use at most 32 plain characters.'],
  op_auth_revocable_required: [
    TRANSACTION_FAILED,
    'Clawback needs the flag that lets the issuer revoke. Set that flag as well.',
  ],
  op_not_required: [TRANSACTION_FAILED, 'This issuer does not ask for authorization. Leave the operation out.'],
  op_cant_revoke: [
    PERMISSION_DENIED,
    'This issuer cannot take an authorization back. Set its revocable flag first, or leave the operation out.',
  ],
  op_invalid_state: [
    TRANSACTION_FAILED,
    'The trust line cannot have these flags together. Either authorize it wholly, or for its open offers alone.',
  ],
  op_no_account: [
    ACCOUNT_NOT_FOUND,
    'The account to merge into is not on the network. Fund it first, or choose another.',
  ],
  op_immutable_set: [
    TRANSACTION_FAILED,
    'This account can never be merged: its flags are locked. Send its money away instead.',
  ],
  op_has_sub_entries: [
    TRANSACTION_FAILED,
    'The account still has trust lines, offers, data or other signers. Remove them first, then merge it.',
  ],
  op_seq_num_too_far: [
    TRANSACTION_FAILED,
    'The sequence number of the account is too high to merge it now. Try again later.',
  ],
  op_dest_full: [TRANSACTION_FAILED, 'The destination cannot hold that much more XLM. Choose another destination.'],
  op_is_sponsor: [
    TRANSACTION_FAILED,
    'The account pays the reserve of others. End or transfer those sponsorships first, then merge it.',
  ],
  op_not_time: [
    TRANSACTION_FAILED,
    'Inflation cannot be run now, and no longer pays anything. Leave the operation out.',
  ],
  op_not_supported_yet: [TRANSACTION_FAILED, 'The network does not support data entries yet. Leave the operation out.'],
  op_data_name_not_found: [TRANSACTION_FAILED, 'There is no data entry of that name to remove. Check the name.'],
  op_data_invalid_name: [TRANSACTION_FAILED, 'The name of the data entry is not valid. Use 1 to 64 plain characters.'],
  op_bad_seq: [
    TRANSACTION_FAILED,
    'The sequence number to move to is not valid. Use a number from 0 up that the network allows.',
  ],
  op_does_not_exist: [
    TRANSACTION_FAILED,
    'What this operation is about is not there any more: it was claimed, removed, or never was. Check its id.',
  ],
  op_cannot_claim: [
    PERMISSION_DENIED,
    'The account may not claim this balance, or not at this time. Look at who may claim it, and when.',
  ],
  op_trustline_frozen: [
    PERMISSION_DENIED,
    'The network has frozen a trust line that this operation uses. Use another asset, or ask its issuer.',
  ],
  op_already_sponsored: [
    TRANSACTION_FAILED,
    'The reserves of that account are sponsored already within this transaction. Leave the second sponsorship out.',
  ],
  op_recursive: [
    TRANSACTION_FAILED,
    'A sponsored account cannot sponsor another one in the same transaction. Do it in two.',
  ],
  op_not_sponsored: [
    TRANSACTION_FAILED,
    'There is no sponsorship to end within this transaction. Begin one first, or leave the operation out.',
  ],
  op_not_sponsor: [
    PERMISSION_DENIED,
    'The account does not sponsor this entry, so it cannot give it up. Let its sponsor do it.',
  ],
  op_only_transferable: [
    TRANSACTION_FAILED,
    'A claimable balance always needs a sponsor. Transfer the sponsorship instead of ending it.',
  ],
  op_not_clawback_enabled: [
    PERMISSION_DENIED,
    'The issuer cannot take this money back: clawback was not on when it was accepted. Ask its holder to send it.',
  ],
  op_bad_price: [
    TRANSACTION_FAILED,
    'The price of the pool is outside what was allowed. Allow a wider range, or try again later.',
  ],
  op_pool_full: [TRANSACTION_FAILED, 'The pool cannot take that much. Put in less.'],
  op_under_minimum: [
    TRANSACTION_FAILED,
    'The pool would give back less than the least that was asked for. Ask for less, or try again later.',
  ],
  function_trapped: [
    TRANSACTION_FAILED,
    'The contract stopped with an error. Check the arguments of the call and simulate it again.',
  ],
  resource_limit_exceeded: [
    TRANSACTION_FAILED,
    'The contract call needed more than it reserved. Simulate it again and propose the result.',
  ],
  entry_archived: [
    TRANSACTION_FAILED,
    'The contract uses an entry that was archived. Restore it first, then propose the call again.',
  ],
  insufficient_refundable_fee: [
    TRANSACTION_FAILED,
    'The fee set aside for the contract call was too low. Simulate it again and propose the result with a higher fee.',
  ],

  tx_failed: [TRANSACTION_FAILED, 'The network refused the transaction. Nothing but the fee was charged.'],
  tx_fee_bump_inner_failed: [
    TRANSACTION_FAILED,
    'The network refused the inner transaction. Only the fee was charged.',
  ],
  tx_too_early: [TRANSACTION_FAILED, 'The transaction is not valid yet. Check the clock of the server.'],
  tx_too_late: [TRANSACTION_FAILED, 'The transaction came after its time bounds. Propose it again.'],
  tx_missing_operation: [TRANSACTION_FAILED, 'The transaction has no operation. Build it again with one.'],
  tx_bad_seq: [CONFLICT, 'Another transaction of this account came first. Propose it again.'],
  tx_bad_auth: [
    PERMISSION_DENIED,
    'The signature is not enough for this account, or was made for another network. Add the signatures that are missing, or check the network.',
  ],
  tx_bad_auth_extra: [
    PERMISSION_DENIED,
    'The transaction carries a signature that is not needed. Propose it again without it.',
  ],
  tx_insufficient_balance: [
    INSUFFICIENT_BALANCE,
    'The account has too little XLM above its reserve to pay the fee. Add XLM first.',
  ],
  tx_no_source_account: [ACCOUNT_NOT_FOUND, 'The account is not on the network yet. Fund it first.'],
  tx_insufficient_fee: [TRANSACTION_FAILED, 'The network is busy and the fee was too low. Propose it again.'],
  tx_internal_error: [TRANSACTION_FAILED, 'The network had an error of its own. Propose it again later.'],
  tx_not_supported: [
    TRANSACTION_FAILED,
    'The network does not support this kind of transaction. Build it in another way.',
  ],
  tx_bad_sponsorship: [
    TRANSACTION_FAILED,
    'A sponsorship within the transaction was not closed. Close it in the same transaction and propose it again.',
  ],
  tx_bad_minseq_age_or_gap: [
    TRANSACTION_FAILED,
    'The account has not waited long enough since its last transaction, as this one asks. Propose it again later.',
  ],
  tx_malformed: [
    TRANSACTION_FAILED,
    'The network could not read the transaction. Build it again and propose the new one.',
  ],
  tx_soroban_invalid: [
    TRANSACTION_FAILED,
    'The contract call asks for resources the network does not grant. Simulate it again and propose the result.',
  ],
  tx_frozen_key_accessed: [
    TRANSACTION_FAILED,
    'The network has frozen an entry which the transaction uses. Leave that entry out.',
  ],
};
