/**
 * What Horizon calls every result code (its `internal/codes`), by the enum of the XDR and in the enum's order. Written down
 * from there and not derived, so that tests can hold our derivation against it.
 */
export const HORIZON_NAMES: Record<string, string> = {
  AccountMerge:
    'op_success op_malformed op_no_account op_immutable_set op_has_sub_entries op_seq_num_too_far op_dest_full op_is_sponsor',
  AllowTrust: 'op_success op_malformed op_no_trust op_not_required op_cant_revoke op_self_not_allowed op_low_reserve',
  BeginSponsoringFutureReserves: 'op_success op_malformed op_already_sponsored op_recursive',
  BumpSequence: 'op_success op_bad_seq',
  ChangeTrust:
    'op_success op_malformed op_no_issuer op_invalid_limit op_low_reserve op_self_not_allowed op_trust_line_missing op_cannot_delete op_not_aut_maintain_liabilities',
  ClaimClaimableBalance:
    'op_success op_does_not_exist op_cannot_claim op_line_full op_no_trust op_not_authorized op_trustline_frozen',
  ClawbackClaimableBalance: 'op_success op_does_not_exist op_no_issuer op_not_clawback_enabled',
  Clawback: 'op_success op_malformed op_not_clawback_enabled op_no_trust op_underfunded',
  CreateAccount: 'op_success op_malformed op_underfunded op_low_reserve op_already_exists',
  CreateClaimableBalance: 'op_success op_malformed op_low_reserve op_no_trust op_not_authorized op_underfunded',
  EndSponsoringFutureReserves: 'op_success op_not_sponsored',
  ExtendFootprintTtl: 'op_success op_malformed resource_limit_exceeded insufficient_refundable_fee',
  Inflation: 'op_success op_not_time',
  InvokeHostFunction:
    'op_success op_malformed function_trapped resource_limit_exceeded entry_archived insufficient_refundable_fee',
  LiquidityPoolDeposit:
    'op_success op_malformed op_no_trust op_not_authorized op_underfunded op_line_full op_bad_price op_pool_full op_trustline_frozen',
  LiquidityPoolWithdraw:
    'op_success op_malformed op_no_trust op_underfunded op_line_full op_under_minimum op_trustline_frozen',
  ManageBuyOffer:
    'op_success op_malformed op_sell_no_trust op_buy_no_trust sell_not_authorized buy_not_authorized op_line_full op_underfunded op_cross_self op_sell_no_issuer buy_no_issuer op_offer_not_found op_low_reserve',
  ManageData: 'op_success op_not_supported_yet op_data_name_not_found op_low_reserve op_data_invalid_name',
  ManageSellOffer:
    'op_success op_malformed op_sell_no_trust op_buy_no_trust sell_not_authorized buy_not_authorized op_line_full op_underfunded op_cross_self op_sell_no_issuer buy_no_issuer op_offer_not_found op_low_reserve',
  Operation:
    'op_inner op_bad_auth op_no_source_account op_not_supported op_too_many_subentries op_exceeded_work_limit op_too_many_sponsoring',
  PathPaymentStrictReceive:
    'op_success op_malformed op_underfunded op_src_no_trust op_src_not_authorized op_no_destination op_no_trust op_not_authorized op_line_full op_no_issuer op_too_few_offers op_cross_self op_over_source_max',
  PathPaymentStrictSend:
    'op_success op_malformed op_underfunded op_src_no_trust op_src_not_authorized op_no_destination op_no_trust op_not_authorized op_line_full op_no_issuer op_too_few_offers op_cross_self op_under_dest_min',
  Payment:
    'op_success op_malformed op_underfunded op_src_no_trust op_src_not_authorized op_no_destination op_no_trust op_not_authorized op_line_full op_no_issuer',
  RestoreFootprint: 'op_success op_malformed resource_limit_exceeded insufficient_refundable_fee',
  RevokeSponsorship: 'op_success op_does_not_exist op_not_sponsor op_low_reserve op_only_transferable op_malformed',
  SetOptions:
    'op_success op_low_reserve op_too_many_signers op_bad_flags op_invalid_inflation op_cant_change op_unknown_flag op_threshold_out_of_range op_bad_signer op_invalid_home_domain op_auth_revocable_required',
  SetTrustLineFlags: 'op_success op_malformed op_no_trust op_cant_revoke op_invalid_state op_low_reserve',
  Transaction:
    'tx_fee_bump_inner_success tx_success tx_failed tx_too_early tx_too_late tx_missing_operation tx_bad_seq tx_bad_auth tx_insufficient_balance tx_no_source_account tx_insufficient_fee tx_bad_auth_extra tx_internal_error tx_not_supported tx_fee_bump_inner_failed tx_bad_sponsorship tx_bad_minseq_age_or_gap tx_malformed tx_soroban_invalid tx_frozen_key_accessed',
};
