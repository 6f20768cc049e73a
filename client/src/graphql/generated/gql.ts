/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation FundAccount($id: ID!) {\n    fundAccount(id: $id) { id ...Balances_Account }\n  }\n": typeof types.FundAccountDocument,
    "\n  mutation RenameAccount($input: RenameAccountInput!) {\n    renameAccount(input: $input) { id name }\n  }\n": typeof types.RenameAccountDocument,
    "\n  mutation FreezeAccount($id: ID!, $reason: String) {\n    freezeAccount(id: $id, reason: $reason) { id frozen frozenReason }\n  }\n": typeof types.FreezeAccountDocument,
    "\n  mutation UnfreezeAccount($input: UnfreezeAccountInput!) {\n    unfreezeAccount(input: $input) { id frozen frozenReason }\n  }\n": typeof types.UnfreezeAccountDocument,
    "\n  query AccountPage($id: ID!) {\n    account(id: $id) {\n      id\n      name\n      address\n      network\n      frozen\n      frozenReason\n      archived\n      control { warnings }\n      ...Balances_Account\n    }\n    server { networks { network testMoney } }\n  }\n": typeof types.AccountPageDocument,
    "\n  query AccountsPage($after: String) {\n    accounts(first: 50, after: $after) {\n      totalCount\n      nodes {\n        id\n        name\n        address\n        network\n        frozen\n        archived\n        totalUsd\n        balances { asset code amount price { asset demo } }\n      }\n    }\n  }\n": typeof types.AccountsPageDocument,
    "\n  query ActivityPage($id: ID!, $after: String) {\n    account(id: $id) {\n      id\n      activity(first: 20, after: $after) {\n        nodes { ...ActivityRow_Activity }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.ActivityPageDocument,
    "\n  query AccountReceipts($id: ID!) {\n    transactions(first: 100, filter: { accountId: $id, status: [CONFIRMED, FAILED] }) {\n      nodes { id hash feeCharged }\n    }\n  }\n": typeof types.AccountReceiptsDocument,
    "\n  fragment ActivityRow_Activity on Activity {\n    id\n    kind\n    asset\n    amount\n    memo\n    memoType\n    transactionHash\n    ledger\n    at\n    successful\n    counterparty { address label }\n  }\n": typeof types.ActivityRow_ActivityFragmentDoc,
    "\n  query ArchivedHoldings($id: ID!) {\n    account(id: $id) { id totalUsd balances { asset code amount } }\n  }\n": typeof types.ArchivedHoldingsDocument,
    "\n  mutation ArchiveAccount($id: ID!, $consent: ConsentInput) {\n    archiveAccount(id: $id, consent: $consent) { id archived }\n  }\n": typeof types.ArchiveAccountDocument,
    "\n  mutation UnarchiveAccount($id: ID!) {\n    unarchiveAccount(id: $id) { id archived }\n  }\n": typeof types.UnarchiveAccountDocument,
    "\n  query ArchivedAccounts {\n    accounts(first: 20, archived: true) {\n      nodes { id name network totalUsd balances { asset code amount } }\n    }\n  }\n": typeof types.ArchivedAccountsDocument,
    "\n  fragment Balances_Account on Account {\n    id\n    totalUsd\n    balances { asset code issuer amount spendable valueUsd price { asset source at demo } }\n  }\n": typeof types.Balances_AccountFragmentDoc,
    "\n  query ContactNetworks {\n    server { networks { network name } }\n  }\n": typeof types.ContactNetworksDocument,
    "\n  mutation CreateContact($input: CreateContactInput!) {\n    createContact(input: $input) { id name address }\n  }\n": typeof types.CreateContactDocument,
    "\n  query Contacts {\n    viewer { id contacts { id name address network memo memoType demo } }\n  }\n": typeof types.ContactsDocument,
    "\n  mutation DeleteContact($id: ID!) {\n    deleteContact(id: $id)\n  }\n": typeof types.DeleteContactDocument,
    "\n  query CreateAccountNetworks {\n    server { networks { network name testMoney } }\n  }\n": typeof types.CreateAccountNetworksDocument,
    "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) { id name }\n  }\n": typeof types.CreateAccountDocument,
    "\n  query HasAccounts {\n    accounts(first: 1) { totalCount nodes { id } }\n    auditLog(first: 1, filter: { action: \"account.created\" }) { totalCount nodes { id } }\n    server { networks { network testMoney } }\n  }\n": typeof types.HasAccountsDocument,
    "\n  mutation CreateFirstAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) { id name }\n  }\n": typeof types.CreateFirstAccountDocument,
    "\n  subscription LiveViewer {\n    viewerUpdates { id frozen agentFrozen }\n  }\n": typeof types.LiveViewerDocument,
    "\n  query Session {\n    viewer {\n      id\n      name\n      recoveryCodesLeft\n      recoveryCodesUnsaved\n      passkeys { id name confirmsFrom }\n      sessions { id current passkeyId recoveryEndsAt }\n    }\n  }\n": typeof types.SessionDocument,
    "\n  query NetworkInUse {\n    server { networks { network } }\n  }\n": typeof types.NetworkInUseDocument,
    "\n  query StatusFooter {\n    server { version model { kind name } networks { network name testMoney } }\n  }\n": typeof types.StatusFooterDocument,
    "\n  query StoppedBanner {\n    viewer { id frozen frozenReason agentFrozen agentFrozenReason }\n  }\n": typeof types.StoppedBannerDocument,
    "\n  query WaysIn {\n    viewer {\n      id\n      demo\n      recoveryCodesLeft\n      passkeys { id name createdAt addedFrom afterRecovery confirmsFrom }\n      sessions { id current createdAt userAgent passkeyId recoveryEndsAt }\n    }\n  }\n": typeof types.WaysInDocument,
    "\n  mutation StopNotMe($reason: String) {\n    freeze(reason: $reason) { id frozen frozenReason }\n  }\n": typeof types.StopNotMeDocument,
    "\n  mutation RemoveNotMine($input: RemovePasskeyInput!) {\n    removePasskey(input: $input) { id recoveryCodesLeft passkeys { id name } }\n  }\n": typeof types.RemoveNotMineDocument,
    "\n  mutation EndNotMine($id: ID!) {\n    revokeSession(id: $id)\n  }\n": typeof types.EndNotMineDocument,
    "\n  query Receipt($id: ID!) {\n    receipt(id: $id)\n  }\n": typeof types.ReceiptDocument,
    "\n  fragment ApprovalCard_Transaction on Transaction {\n    id\n    rev\n    status\n    summary\n    memo\n    memoType\n    replaces { id summary }\n    reason\n    instruction\n    claimMismatch { asset asked sends by }\n    proposedBy\n    apiKeyId\n    fee\n    feeCharged\n    valueUsd\n    hash\n    ledger\n    xdr\n    threadId\n    createdAt\n    updatedAt\n    account { id name address network }\n    operations { type intent changesControl unsized destination fields { label value kind } }\n    outflows { asset code amount fee reserve valueUsd price { asset usd source at demo } }\n    recipients { address label labelSource lookalikeOf }\n    balanceChanges { asset code before after unknown }\n    effects\n    verdict { decision policyVersion rules { rule decision matched threshold observed message } }\n    failure { code message resultCodes }\n    approval { id status expiresAt createdAt decidedAt decidedWith reason riskLevel warnings { code level parameters } consent { digest canonical } }\n  }\n": typeof types.ApprovalCard_TransactionFragmentDoc,
    "\n  query ApprovalCardLive($id: ID!) {\n    transaction(id: $id) { ...ApprovalCard_Transaction }\n    viewer { id demo passkeys { id } apiKeys { id name } }\n    server { networks { network horizonUrl } }\n  }\n": typeof types.ApprovalCardLiveDocument,
    "\n  query ApprovalCardSpending($accountId: ID!) {\n    spending(accountId: $accountId) { asset network perDay used reserved resetsAt }\n  }\n": typeof types.ApprovalCardSpendingDocument,
    "\n  query ApprovalPage($id: ID!) {\n    approval(id: $id) { id transaction { id } }\n  }\n": typeof types.ApprovalPageDocument,
    "\n  query InboxPage($status: ApprovalStatus!, $first: Int!) {\n    approvals(status: $status, first: $first) {\n      totalCount\n      nodes { ...InboxRow_Approval }\n    }\n  }\n": typeof types.InboxPageDocument,
    "\n  fragment InboxRow_Approval on Approval {\n    id\n    status\n    createdAt\n    decidedAt\n    transaction { id rev status summary operations { fields { kind value } } account { id name network } }\n  }\n": typeof types.InboxRow_ApprovalFragmentDoc,
    "\n  subscription LiveInbox($after: String) {\n    pendingApprovals(after: $after) { cursor auditHead approval { id status transaction { id rev status } } }\n  }\n": typeof types.LiveInboxDocument,
    "\n  subscription LiveTransactions {\n    transactionUpdates { id rev status summary runId operations { fields { kind value } } }\n  }\n": typeof types.LiveTransactionsDocument,
    "\n  query PendingCount {\n    approvals(status: PENDING, first: 1) { totalCount nodes { id } }\n  }\n": typeof types.PendingCountDocument,
    "\n  mutation RejectTransactions($input: RejectTransactionsInput!) {\n    rejectTransactions(input: $input) { id code message transaction { id rev status } }\n  }\n": typeof types.RejectTransactionsDocument,
    "\n  query TransactionLine($id: ID!) {\n    transaction(id: $id) {\n      id\n      rev\n      status\n      summary\n      operations { fields { kind value } }\n      hash\n      ledger\n      account { id network }\n      verdict { rules { rule decision matched threshold observed message } }\n      failure { message }\n      approval { id status }\n    }\n  }\n": typeof types.TransactionLineDocument,
    "\n  mutation StartApproval($id: ID!) {\n    startApproval(id: $id) { id options }\n  }\n": typeof types.StartApprovalDocument,
    "\n  mutation ApproveTransaction($input: ApproveTransactionInput!) {\n    approveTransaction(input: $input) { ...ApprovalCard_Transaction }\n  }\n": typeof types.ApproveTransactionDocument,
    "\n  mutation RejectTransaction($input: RejectTransactionInput!) {\n    rejectTransaction(input: $input) { ...ApprovalCard_Transaction }\n  }\n": typeof types.RejectTransactionDocument,
    "\n  query AuditEntries($filter: AuditFilter, $after: String) {\n    auditLog(filter: $filter, first: 50, after: $after) {\n      totalCount\n      nodes { ...AuditRow_AuditEntry }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.AuditEntriesDocument,
    "\n  query WhoseLog {\n    viewer { id }\n  }\n": typeof types.WhoseLogDocument,
    "\n  fragment AuditRow_AuditEntry on AuditEntry {\n    id\n    seq\n    at\n    actor\n    action\n    resource\n    result\n    details\n    hash\n    previousHash\n  }\n": typeof types.AuditRow_AuditEntryFragmentDoc,
    "\n  query ExportAuditLog($format: AuditFormat!, $after: Int!) {\n    auditExport(format: $format, after: $after) { text nextSeq }\n  }\n": typeof types.ExportAuditLogDocument,
    "\n  query VerifyAuditLog($knownHead: String, $knownSeq: Int) {\n    verifyAuditLog(knownHead: $knownHead, knownSeq: $knownSeq) { valid brokenAtSeq message checkpoints }\n  }\n": typeof types.VerifyAuditLogDocument,
    "\n  query AuditPageOfLog($after: Int!) {\n    auditExport(format: JSONL, after: $after) { text nextSeq head }\n  }\n": typeof types.AuditPageOfLogDocument,
    "\n  query AuditNewest {\n    auditLog(first: 1) { nodes { id seq hash } }\n  }\n": typeof types.AuditNewestDocument,
    "\n  query AuditHolds($head: String!) {\n    verifyAuditLog(knownHead: $head) { knownHeadFound }\n  }\n": typeof types.AuditHoldsDocument,
    "\n  mutation CancelRun($id: ID!) {\n    cancelRun(id: $id) { id status }\n  }\n": typeof types.CancelRunDocument,
    "\n  mutation RenameThread($input: RenameThreadInput!) {\n    renameThread(input: $input) { id title updatedAt }\n  }\n": typeof types.RenameThreadDocument,
    "\n  mutation DeleteThread($id: ID!) {\n    deleteThread(id: $id)\n  }\n": typeof types.DeleteThreadDocument,
    "\n  query ThreadList($first: Int!) {\n    threads(first: $first) { totalCount nodes { id title updatedAt } }\n  }\n": typeof types.ThreadListDocument,
    "\n  fragment RunStep_AgentStep on AgentStep {\n    seq\n    kind\n    text\n    createdAt\n    tool { id name arguments result ok }\n    transaction { id }\n  }\n": typeof types.RunStep_AgentStepFragmentDoc,
    "\n  query Run($id: ID!) {\n    run(id: $id) { id status error { code message } steps { ...RunStep_AgentStep } }\n  }\n": typeof types.RunDocument,
    "\n  subscription AgentSteps($runId: ID!, $after: Int) {\n    agentSteps(runId: $runId, after: $after) { ...RunStep_AgentStep }\n  }\n": typeof types.AgentStepsDocument,
    "\n  mutation CreateThread {\n    createThread { id title updatedAt }\n  }\n": typeof types.CreateThreadDocument,
    "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) { id status }\n  }\n": typeof types.SendMessageDocument,
    "\n  fragment ThreadMessage_Message on Message {\n    id\n    role\n    text\n    createdAt\n    run { id }\n  }\n": typeof types.ThreadMessage_MessageFragmentDoc,
    "\n  query ThreadPage($id: ID!, $after: String) {\n    thread(id: $id) {\n      id\n      title\n      runs { id status createdAt }\n      messages(first: 50, after: $after) {\n        nodes { ...ThreadMessage_Message }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": typeof types.ThreadPageDocument,
    "\n  mutation StartAddPasskey {\n    startAddPasskey { id options }\n  }\n": typeof types.StartAddPasskeyDocument,
    "\n  mutation AddPasskey($input: AddPasskeyInput!) {\n    addPasskey(input: $input) { id name confirmsFrom }\n  }\n": typeof types.AddPasskeyDocument,
    "\n  mutation StartConsent($input: StartConsentInput!) {\n    startConsent(input: $input) { id options passkeyRequired consent { digest canonical } }\n  }\n": typeof types.StartConsentDocument,
    "\n  query HasPasskey {\n    viewer { id demo passkeys { id } }\n  }\n": typeof types.HasPasskeyDocument,
    "\n  mutation Freeze($reason: String) {\n    freeze(reason: $reason) { id frozen frozenReason }\n  }\n": typeof types.FreezeDocument,
    "\n  mutation Unfreeze($input: ConsentInput!) {\n    unfreeze(input: $input) { id frozen frozenReason agentFrozen agentFrozenReason }\n  }\n": typeof types.UnfreezeDocument,
    "\n  mutation RegenerateRecoveryCodes($input: ConsentInput!) {\n    regenerateRecoveryCodes(input: $input)\n  }\n": typeof types.RegenerateRecoveryCodesDocument,
    "\n  mutation SaveRecoveryCodes($code: String!) {\n    saveRecoveryCodes(code: $code) { id recoveryCodesLeft recoveryCodesUnsaved }\n  }\n": typeof types.SaveRecoveryCodesDocument,
    "\n  query CapNetworks {\n    server { networks { network name } }\n  }\n": typeof types.CapNetworksDocument,
    "\n  query PolicyNames {\n    viewer { id contacts { id name address } }\n    accounts(first: 100) { nodes { id name address } }\n  }\n": typeof types.PolicyNamesDocument,
    "\n  query FreezePanel {\n    viewer { id frozen frozenReason agentFrozen agentFrozenReason }\n    accounts(first: 100) { nodes { id name frozen frozenReason } }\n  }\n": typeof types.FreezePanelDocument,
    "\n  query PolicyPage($accountId: ID) {\n    policy(accountId: $accountId) { ...Rules_Policy }\n    spending(accountId: $accountId) { ...Rules_SpendingUsage }\n    accounts(first: 100) { nodes { id name } }\n  }\n": typeof types.PolicyPageDocument,
    "\n  fragment Review_PolicyChange on PolicyChange {\n    id\n    options\n    consent { canonical digest }\n    differences { rule direction from to }\n    backtest {\n      days\n      considered\n      wouldAllow { count sumUsd sums { amount asset network } }\n      wouldAsk { count sumUsd sums { amount asset network } }\n      wouldStop { count sumUsd sums { amount asset network } }\n    }\n  }\n": typeof types.Review_PolicyChangeFragmentDoc,
    "\n  fragment Rules_Policy on Policy {\n    accountId\n    version\n    updatedAt\n    askAboveUsd\n    newDestinationAskAboveUsd\n    feeMax\n    tradeLossPercent\n    allowList\n    denyList\n    allowedHours { days fromMinute toMinute }\n    hours\n    callsPerHour\n    reset\n    caps { asset network perTransaction perDay overPerTransaction }\n  }\n": typeof types.Rules_PolicyFragmentDoc,
    "\n  fragment Rules_SpendingUsage on SpendingUsage {\n    asset\n    network\n    perDay\n    used\n    reserved\n    remaining\n    resetsAt\n  }\n": typeof types.Rules_SpendingUsageFragmentDoc,
    "\n  mutation StartPolicyChange($input: PolicyChangeInput!) {\n    startPolicyChange(input: $input) { ...Review_PolicyChange }\n  }\n": typeof types.StartPolicyChangeDocument,
    "\n  mutation UpdatePolicy($input: UpdatePolicyInput!) {\n    updatePolicy(input: $input) { ...Rules_Policy }\n  }\n": typeof types.UpdatePolicyDocument,
    "\n  query About {\n    server {\n      version\n      model { kind name note }\n      networks { network name passphrase horizonUrl }\n    }\n    attestation { mode statement }\n  }\n": typeof types.AboutDocument,
    "\n  fragment ApiKeys_ApiKey on ApiKey {\n    id\n    name\n    prefix\n    scopes\n    caps { asset perTransaction perDay }\n    allowList\n    expiresAt\n    lastUsedAt\n    revokedAt\n  }\n": typeof types.ApiKeys_ApiKeyFragmentDoc,
    "\n  query ApiKeys {\n    viewer { id apiKeys { ...ApiKeys_ApiKey } }\n    server { networks { network name } }\n  }\n": typeof types.ApiKeysDocument,
    "\n  mutation RevokeApiKey($id: ID!) {\n    revokeApiKey(id: $id) { id revokedAt }\n  }\n": typeof types.RevokeApiKeyDocument,
    "\n  query DeleteUserAccounts {\n    accounts(first: 100) { nodes { id name } }\n  }\n": typeof types.DeleteUserAccountsDocument,
    "\n  mutation DeleteUser($input: ConsentInput!) {\n    deleteUser(input: $input)\n  }\n": typeof types.DeleteUserDocument,
    "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) { secret apiKey { id } }\n  }\n": typeof types.CreateApiKeyDocument,
    "\n  mutation RenamePasskey($input: RenamePasskeyInput!) {\n    renamePasskey(input: $input) { id name }\n  }\n": typeof types.RenamePasskeyDocument,
    "\n  mutation RemovePasskey($input: RemovePasskeyInput!) {\n    removePasskey(input: $input) { id passkeys { id name } }\n  }\n": typeof types.RemovePasskeyDocument,
    "\n  fragment Passkeys_Passkey on Passkey {\n    id\n    name\n    createdAt\n    lastUsedAt\n    backedUp\n    confirmsFrom\n  }\n": typeof types.Passkeys_PasskeyFragmentDoc,
    "\n  fragment Sessions_Session on Session {\n    id\n    current\n    createdAt\n    lastSeenAt\n    expiresAt\n    userAgent\n  }\n": typeof types.Sessions_SessionFragmentDoc,
    "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n": typeof types.RevokeSessionDocument,
    "\n  mutation SignOut($everywhere: Boolean) {\n    signOut(everywhere: $everywhere)\n  }\n": typeof types.SignOutDocument,
    "\n  query SettingsPage {\n    viewer {\n      id\n      name\n      demo\n      recoveryCodesLeft\n      recoveryCodesUnsaved\n      passkeys { ...Passkeys_Passkey }\n      sessions { ...Sessions_Session }\n    }\n  }\n": typeof types.SettingsPageDocument,
    "\n  mutation StartRegistration($input: StartRegistrationInput!) {\n    startRegistration(input: $input) { id options }\n  }\n": typeof types.StartRegistrationDocument,
    "\n  mutation FinishRegistration($input: FinishRegistrationInput!) {\n    finishRegistration(input: $input) { recoveryCodes user { id name } }\n  }\n": typeof types.FinishRegistrationDocument,
    "\n  mutation SignInToLocalDemo($name: String!) {\n    signInToLocalDemo(name: $name) { expiresAt user { id name } }\n  }\n": typeof types.SignInToLocalDemoDocument,
    "\n  mutation StartSignIn($input: StartSignInInput) {\n    startSignIn(input: $input) { id options }\n  }\n": typeof types.StartSignInDocument,
    "\n  mutation FinishSignIn($input: FinishSignInInput!) {\n    finishSignIn(input: $input) { expiresAt user { id name } }\n  }\n": typeof types.FinishSignInDocument,
    "\n  mutation StopAfterRecovery {\n    freeze(reason: \"Stopped after a recovery code was used\") { id frozen }\n    signOut\n  }\n": typeof types.StopAfterRecoveryDocument,
    "\n  mutation LeaveRecovery {\n    signOut\n  }\n": typeof types.LeaveRecoveryDocument,
    "\n  mutation SignInWithRecoveryCode($input: RecoveryCodeInput!) {\n    signInWithRecoveryCode(input: $input) { recoveryCodes user { id name } }\n  }\n": typeof types.SignInWithRecoveryCodeDocument,
    "\n  query SignInServer {\n    server { demoSignIn networks { network testMoney } }\n  }\n": typeof types.SignInServerDocument,
};
const documents: Documents = {
    "\n  mutation FundAccount($id: ID!) {\n    fundAccount(id: $id) { id ...Balances_Account }\n  }\n": types.FundAccountDocument,
    "\n  mutation RenameAccount($input: RenameAccountInput!) {\n    renameAccount(input: $input) { id name }\n  }\n": types.RenameAccountDocument,
    "\n  mutation FreezeAccount($id: ID!, $reason: String) {\n    freezeAccount(id: $id, reason: $reason) { id frozen frozenReason }\n  }\n": types.FreezeAccountDocument,
    "\n  mutation UnfreezeAccount($input: UnfreezeAccountInput!) {\n    unfreezeAccount(input: $input) { id frozen frozenReason }\n  }\n": types.UnfreezeAccountDocument,
    "\n  query AccountPage($id: ID!) {\n    account(id: $id) {\n      id\n      name\n      address\n      network\n      frozen\n      frozenReason\n      archived\n      control { warnings }\n      ...Balances_Account\n    }\n    server { networks { network testMoney } }\n  }\n": types.AccountPageDocument,
    "\n  query AccountsPage($after: String) {\n    accounts(first: 50, after: $after) {\n      totalCount\n      nodes {\n        id\n        name\n        address\n        network\n        frozen\n        archived\n        totalUsd\n        balances { asset code amount price { asset demo } }\n      }\n    }\n  }\n": types.AccountsPageDocument,
    "\n  query ActivityPage($id: ID!, $after: String) {\n    account(id: $id) {\n      id\n      activity(first: 20, after: $after) {\n        nodes { ...ActivityRow_Activity }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.ActivityPageDocument,
    "\n  query AccountReceipts($id: ID!) {\n    transactions(first: 100, filter: { accountId: $id, status: [CONFIRMED, FAILED] }) {\n      nodes { id hash feeCharged }\n    }\n  }\n": types.AccountReceiptsDocument,
    "\n  fragment ActivityRow_Activity on Activity {\n    id\n    kind\n    asset\n    amount\n    memo\n    memoType\n    transactionHash\n    ledger\n    at\n    successful\n    counterparty { address label }\n  }\n": types.ActivityRow_ActivityFragmentDoc,
    "\n  query ArchivedHoldings($id: ID!) {\n    account(id: $id) { id totalUsd balances { asset code amount } }\n  }\n": types.ArchivedHoldingsDocument,
    "\n  mutation ArchiveAccount($id: ID!, $consent: ConsentInput) {\n    archiveAccount(id: $id, consent: $consent) { id archived }\n  }\n": types.ArchiveAccountDocument,
    "\n  mutation UnarchiveAccount($id: ID!) {\n    unarchiveAccount(id: $id) { id archived }\n  }\n": types.UnarchiveAccountDocument,
    "\n  query ArchivedAccounts {\n    accounts(first: 20, archived: true) {\n      nodes { id name network totalUsd balances { asset code amount } }\n    }\n  }\n": types.ArchivedAccountsDocument,
    "\n  fragment Balances_Account on Account {\n    id\n    totalUsd\n    balances { asset code issuer amount spendable valueUsd price { asset source at demo } }\n  }\n": types.Balances_AccountFragmentDoc,
    "\n  query ContactNetworks {\n    server { networks { network name } }\n  }\n": types.ContactNetworksDocument,
    "\n  mutation CreateContact($input: CreateContactInput!) {\n    createContact(input: $input) { id name address }\n  }\n": types.CreateContactDocument,
    "\n  query Contacts {\n    viewer { id contacts { id name address network memo memoType demo } }\n  }\n": types.ContactsDocument,
    "\n  mutation DeleteContact($id: ID!) {\n    deleteContact(id: $id)\n  }\n": types.DeleteContactDocument,
    "\n  query CreateAccountNetworks {\n    server { networks { network name testMoney } }\n  }\n": types.CreateAccountNetworksDocument,
    "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) { id name }\n  }\n": types.CreateAccountDocument,
    "\n  query HasAccounts {\n    accounts(first: 1) { totalCount nodes { id } }\n    auditLog(first: 1, filter: { action: \"account.created\" }) { totalCount nodes { id } }\n    server { networks { network testMoney } }\n  }\n": types.HasAccountsDocument,
    "\n  mutation CreateFirstAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) { id name }\n  }\n": types.CreateFirstAccountDocument,
    "\n  subscription LiveViewer {\n    viewerUpdates { id frozen agentFrozen }\n  }\n": types.LiveViewerDocument,
    "\n  query Session {\n    viewer {\n      id\n      name\n      recoveryCodesLeft\n      recoveryCodesUnsaved\n      passkeys { id name confirmsFrom }\n      sessions { id current passkeyId recoveryEndsAt }\n    }\n  }\n": types.SessionDocument,
    "\n  query NetworkInUse {\n    server { networks { network } }\n  }\n": types.NetworkInUseDocument,
    "\n  query StatusFooter {\n    server { version model { kind name } networks { network name testMoney } }\n  }\n": types.StatusFooterDocument,
    "\n  query StoppedBanner {\n    viewer { id frozen frozenReason agentFrozen agentFrozenReason }\n  }\n": types.StoppedBannerDocument,
    "\n  query WaysIn {\n    viewer {\n      id\n      demo\n      recoveryCodesLeft\n      passkeys { id name createdAt addedFrom afterRecovery confirmsFrom }\n      sessions { id current createdAt userAgent passkeyId recoveryEndsAt }\n    }\n  }\n": types.WaysInDocument,
    "\n  mutation StopNotMe($reason: String) {\n    freeze(reason: $reason) { id frozen frozenReason }\n  }\n": types.StopNotMeDocument,
    "\n  mutation RemoveNotMine($input: RemovePasskeyInput!) {\n    removePasskey(input: $input) { id recoveryCodesLeft passkeys { id name } }\n  }\n": types.RemoveNotMineDocument,
    "\n  mutation EndNotMine($id: ID!) {\n    revokeSession(id: $id)\n  }\n": types.EndNotMineDocument,
    "\n  query Receipt($id: ID!) {\n    receipt(id: $id)\n  }\n": types.ReceiptDocument,
    "\n  fragment ApprovalCard_Transaction on Transaction {\n    id\n    rev\n    status\n    summary\n    memo\n    memoType\n    replaces { id summary }\n    reason\n    instruction\n    claimMismatch { asset asked sends by }\n    proposedBy\n    apiKeyId\n    fee\n    feeCharged\n    valueUsd\n    hash\n    ledger\n    xdr\n    threadId\n    createdAt\n    updatedAt\n    account { id name address network }\n    operations { type intent changesControl unsized destination fields { label value kind } }\n    outflows { asset code amount fee reserve valueUsd price { asset usd source at demo } }\n    recipients { address label labelSource lookalikeOf }\n    balanceChanges { asset code before after unknown }\n    effects\n    verdict { decision policyVersion rules { rule decision matched threshold observed message } }\n    failure { code message resultCodes }\n    approval { id status expiresAt createdAt decidedAt decidedWith reason riskLevel warnings { code level parameters } consent { digest canonical } }\n  }\n": types.ApprovalCard_TransactionFragmentDoc,
    "\n  query ApprovalCardLive($id: ID!) {\n    transaction(id: $id) { ...ApprovalCard_Transaction }\n    viewer { id demo passkeys { id } apiKeys { id name } }\n    server { networks { network horizonUrl } }\n  }\n": types.ApprovalCardLiveDocument,
    "\n  query ApprovalCardSpending($accountId: ID!) {\n    spending(accountId: $accountId) { asset network perDay used reserved resetsAt }\n  }\n": types.ApprovalCardSpendingDocument,
    "\n  query ApprovalPage($id: ID!) {\n    approval(id: $id) { id transaction { id } }\n  }\n": types.ApprovalPageDocument,
    "\n  query InboxPage($status: ApprovalStatus!, $first: Int!) {\n    approvals(status: $status, first: $first) {\n      totalCount\n      nodes { ...InboxRow_Approval }\n    }\n  }\n": types.InboxPageDocument,
    "\n  fragment InboxRow_Approval on Approval {\n    id\n    status\n    createdAt\n    decidedAt\n    transaction { id rev status summary operations { fields { kind value } } account { id name network } }\n  }\n": types.InboxRow_ApprovalFragmentDoc,
    "\n  subscription LiveInbox($after: String) {\n    pendingApprovals(after: $after) { cursor auditHead approval { id status transaction { id rev status } } }\n  }\n": types.LiveInboxDocument,
    "\n  subscription LiveTransactions {\n    transactionUpdates { id rev status summary runId operations { fields { kind value } } }\n  }\n": types.LiveTransactionsDocument,
    "\n  query PendingCount {\n    approvals(status: PENDING, first: 1) { totalCount nodes { id } }\n  }\n": types.PendingCountDocument,
    "\n  mutation RejectTransactions($input: RejectTransactionsInput!) {\n    rejectTransactions(input: $input) { id code message transaction { id rev status } }\n  }\n": types.RejectTransactionsDocument,
    "\n  query TransactionLine($id: ID!) {\n    transaction(id: $id) {\n      id\n      rev\n      status\n      summary\n      operations { fields { kind value } }\n      hash\n      ledger\n      account { id network }\n      verdict { rules { rule decision matched threshold observed message } }\n      failure { message }\n      approval { id status }\n    }\n  }\n": types.TransactionLineDocument,
    "\n  mutation StartApproval($id: ID!) {\n    startApproval(id: $id) { id options }\n  }\n": types.StartApprovalDocument,
    "\n  mutation ApproveTransaction($input: ApproveTransactionInput!) {\n    approveTransaction(input: $input) { ...ApprovalCard_Transaction }\n  }\n": types.ApproveTransactionDocument,
    "\n  mutation RejectTransaction($input: RejectTransactionInput!) {\n    rejectTransaction(input: $input) { ...ApprovalCard_Transaction }\n  }\n": types.RejectTransactionDocument,
    "\n  query AuditEntries($filter: AuditFilter, $after: String) {\n    auditLog(filter: $filter, first: 50, after: $after) {\n      totalCount\n      nodes { ...AuditRow_AuditEntry }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.AuditEntriesDocument,
    "\n  query WhoseLog {\n    viewer { id }\n  }\n": types.WhoseLogDocument,
    "\n  fragment AuditRow_AuditEntry on AuditEntry {\n    id\n    seq\n    at\n    actor\n    action\n    resource\n    result\n    details\n    hash\n    previousHash\n  }\n": types.AuditRow_AuditEntryFragmentDoc,
    "\n  query ExportAuditLog($format: AuditFormat!, $after: Int!) {\n    auditExport(format: $format, after: $after) { text nextSeq }\n  }\n": types.ExportAuditLogDocument,
    "\n  query VerifyAuditLog($knownHead: String, $knownSeq: Int) {\n    verifyAuditLog(knownHead: $knownHead, knownSeq: $knownSeq) { valid brokenAtSeq message checkpoints }\n  }\n": types.VerifyAuditLogDocument,
    "\n  query AuditPageOfLog($after: Int!) {\n    auditExport(format: JSONL, after: $after) { text nextSeq head }\n  }\n": types.AuditPageOfLogDocument,
    "\n  query AuditNewest {\n    auditLog(first: 1) { nodes { id seq hash } }\n  }\n": types.AuditNewestDocument,
    "\n  query AuditHolds($head: String!) {\n    verifyAuditLog(knownHead: $head) { knownHeadFound }\n  }\n": types.AuditHoldsDocument,
    "\n  mutation CancelRun($id: ID!) {\n    cancelRun(id: $id) { id status }\n  }\n": types.CancelRunDocument,
    "\n  mutation RenameThread($input: RenameThreadInput!) {\n    renameThread(input: $input) { id title updatedAt }\n  }\n": types.RenameThreadDocument,
    "\n  mutation DeleteThread($id: ID!) {\n    deleteThread(id: $id)\n  }\n": types.DeleteThreadDocument,
    "\n  query ThreadList($first: Int!) {\n    threads(first: $first) { totalCount nodes { id title updatedAt } }\n  }\n": types.ThreadListDocument,
    "\n  fragment RunStep_AgentStep on AgentStep {\n    seq\n    kind\n    text\n    createdAt\n    tool { id name arguments result ok }\n    transaction { id }\n  }\n": types.RunStep_AgentStepFragmentDoc,
    "\n  query Run($id: ID!) {\n    run(id: $id) { id status error { code message } steps { ...RunStep_AgentStep } }\n  }\n": types.RunDocument,
    "\n  subscription AgentSteps($runId: ID!, $after: Int) {\n    agentSteps(runId: $runId, after: $after) { ...RunStep_AgentStep }\n  }\n": types.AgentStepsDocument,
    "\n  mutation CreateThread {\n    createThread { id title updatedAt }\n  }\n": types.CreateThreadDocument,
    "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) { id status }\n  }\n": types.SendMessageDocument,
    "\n  fragment ThreadMessage_Message on Message {\n    id\n    role\n    text\n    createdAt\n    run { id }\n  }\n": types.ThreadMessage_MessageFragmentDoc,
    "\n  query ThreadPage($id: ID!, $after: String) {\n    thread(id: $id) {\n      id\n      title\n      runs { id status createdAt }\n      messages(first: 50, after: $after) {\n        nodes { ...ThreadMessage_Message }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n": types.ThreadPageDocument,
    "\n  mutation StartAddPasskey {\n    startAddPasskey { id options }\n  }\n": types.StartAddPasskeyDocument,
    "\n  mutation AddPasskey($input: AddPasskeyInput!) {\n    addPasskey(input: $input) { id name confirmsFrom }\n  }\n": types.AddPasskeyDocument,
    "\n  mutation StartConsent($input: StartConsentInput!) {\n    startConsent(input: $input) { id options passkeyRequired consent { digest canonical } }\n  }\n": types.StartConsentDocument,
    "\n  query HasPasskey {\n    viewer { id demo passkeys { id } }\n  }\n": types.HasPasskeyDocument,
    "\n  mutation Freeze($reason: String) {\n    freeze(reason: $reason) { id frozen frozenReason }\n  }\n": types.FreezeDocument,
    "\n  mutation Unfreeze($input: ConsentInput!) {\n    unfreeze(input: $input) { id frozen frozenReason agentFrozen agentFrozenReason }\n  }\n": types.UnfreezeDocument,
    "\n  mutation RegenerateRecoveryCodes($input: ConsentInput!) {\n    regenerateRecoveryCodes(input: $input)\n  }\n": types.RegenerateRecoveryCodesDocument,
    "\n  mutation SaveRecoveryCodes($code: String!) {\n    saveRecoveryCodes(code: $code) { id recoveryCodesLeft recoveryCodesUnsaved }\n  }\n": types.SaveRecoveryCodesDocument,
    "\n  query CapNetworks {\n    server { networks { network name } }\n  }\n": types.CapNetworksDocument,
    "\n  query PolicyNames {\n    viewer { id contacts { id name address } }\n    accounts(first: 100) { nodes { id name address } }\n  }\n": types.PolicyNamesDocument,
    "\n  query FreezePanel {\n    viewer { id frozen frozenReason agentFrozen agentFrozenReason }\n    accounts(first: 100) { nodes { id name frozen frozenReason } }\n  }\n": types.FreezePanelDocument,
    "\n  query PolicyPage($accountId: ID) {\n    policy(accountId: $accountId) { ...Rules_Policy }\n    spending(accountId: $accountId) { ...Rules_SpendingUsage }\n    accounts(first: 100) { nodes { id name } }\n  }\n": types.PolicyPageDocument,
    "\n  fragment Review_PolicyChange on PolicyChange {\n    id\n    options\n    consent { canonical digest }\n    differences { rule direction from to }\n    backtest {\n      days\n      considered\n      wouldAllow { count sumUsd sums { amount asset network } }\n      wouldAsk { count sumUsd sums { amount asset network } }\n      wouldStop { count sumUsd sums { amount asset network } }\n    }\n  }\n": types.Review_PolicyChangeFragmentDoc,
    "\n  fragment Rules_Policy on Policy {\n    accountId\n    version\n    updatedAt\n    askAboveUsd\n    newDestinationAskAboveUsd\n    feeMax\n    tradeLossPercent\n    allowList\n    denyList\n    allowedHours { days fromMinute toMinute }\n    hours\n    callsPerHour\n    reset\n    caps { asset network perTransaction perDay overPerTransaction }\n  }\n": types.Rules_PolicyFragmentDoc,
    "\n  fragment Rules_SpendingUsage on SpendingUsage {\n    asset\n    network\n    perDay\n    used\n    reserved\n    remaining\n    resetsAt\n  }\n": types.Rules_SpendingUsageFragmentDoc,
    "\n  mutation StartPolicyChange($input: PolicyChangeInput!) {\n    startPolicyChange(input: $input) { ...Review_PolicyChange }\n  }\n": types.StartPolicyChangeDocument,
    "\n  mutation UpdatePolicy($input: UpdatePolicyInput!) {\n    updatePolicy(input: $input) { ...Rules_Policy }\n  }\n": types.UpdatePolicyDocument,
    "\n  query About {\n    server {\n      version\n      model { kind name note }\n      networks { network name passphrase horizonUrl }\n    }\n    attestation { mode statement }\n  }\n": types.AboutDocument,
    "\n  fragment ApiKeys_ApiKey on ApiKey {\n    id\n    name\n    prefix\n    scopes\n    caps { asset perTransaction perDay }\n    allowList\n    expiresAt\n    lastUsedAt\n    revokedAt\n  }\n": types.ApiKeys_ApiKeyFragmentDoc,
    "\n  query ApiKeys {\n    viewer { id apiKeys { ...ApiKeys_ApiKey } }\n    server { networks { network name } }\n  }\n": types.ApiKeysDocument,
    "\n  mutation RevokeApiKey($id: ID!) {\n    revokeApiKey(id: $id) { id revokedAt }\n  }\n": types.RevokeApiKeyDocument,
    "\n  query DeleteUserAccounts {\n    accounts(first: 100) { nodes { id name } }\n  }\n": types.DeleteUserAccountsDocument,
    "\n  mutation DeleteUser($input: ConsentInput!) {\n    deleteUser(input: $input)\n  }\n": types.DeleteUserDocument,
    "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) { secret apiKey { id } }\n  }\n": types.CreateApiKeyDocument,
    "\n  mutation RenamePasskey($input: RenamePasskeyInput!) {\n    renamePasskey(input: $input) { id name }\n  }\n": types.RenamePasskeyDocument,
    "\n  mutation RemovePasskey($input: RemovePasskeyInput!) {\n    removePasskey(input: $input) { id passkeys { id name } }\n  }\n": types.RemovePasskeyDocument,
    "\n  fragment Passkeys_Passkey on Passkey {\n    id\n    name\n    createdAt\n    lastUsedAt\n    backedUp\n    confirmsFrom\n  }\n": types.Passkeys_PasskeyFragmentDoc,
    "\n  fragment Sessions_Session on Session {\n    id\n    current\n    createdAt\n    lastSeenAt\n    expiresAt\n    userAgent\n  }\n": types.Sessions_SessionFragmentDoc,
    "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n": types.RevokeSessionDocument,
    "\n  mutation SignOut($everywhere: Boolean) {\n    signOut(everywhere: $everywhere)\n  }\n": types.SignOutDocument,
    "\n  query SettingsPage {\n    viewer {\n      id\n      name\n      demo\n      recoveryCodesLeft\n      recoveryCodesUnsaved\n      passkeys { ...Passkeys_Passkey }\n      sessions { ...Sessions_Session }\n    }\n  }\n": types.SettingsPageDocument,
    "\n  mutation StartRegistration($input: StartRegistrationInput!) {\n    startRegistration(input: $input) { id options }\n  }\n": types.StartRegistrationDocument,
    "\n  mutation FinishRegistration($input: FinishRegistrationInput!) {\n    finishRegistration(input: $input) { recoveryCodes user { id name } }\n  }\n": types.FinishRegistrationDocument,
    "\n  mutation SignInToLocalDemo($name: String!) {\n    signInToLocalDemo(name: $name) { expiresAt user { id name } }\n  }\n": types.SignInToLocalDemoDocument,
    "\n  mutation StartSignIn($input: StartSignInInput) {\n    startSignIn(input: $input) { id options }\n  }\n": types.StartSignInDocument,
    "\n  mutation FinishSignIn($input: FinishSignInInput!) {\n    finishSignIn(input: $input) { expiresAt user { id name } }\n  }\n": types.FinishSignInDocument,
    "\n  mutation StopAfterRecovery {\n    freeze(reason: \"Stopped after a recovery code was used\") { id frozen }\n    signOut\n  }\n": types.StopAfterRecoveryDocument,
    "\n  mutation LeaveRecovery {\n    signOut\n  }\n": types.LeaveRecoveryDocument,
    "\n  mutation SignInWithRecoveryCode($input: RecoveryCodeInput!) {\n    signInWithRecoveryCode(input: $input) { recoveryCodes user { id name } }\n  }\n": types.SignInWithRecoveryCodeDocument,
    "\n  query SignInServer {\n    server { demoSignIn networks { network testMoney } }\n  }\n": types.SignInServerDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FundAccount($id: ID!) {\n    fundAccount(id: $id) { id ...Balances_Account }\n  }\n"): (typeof documents)["\n  mutation FundAccount($id: ID!) {\n    fundAccount(id: $id) { id ...Balances_Account }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenameAccount($input: RenameAccountInput!) {\n    renameAccount(input: $input) { id name }\n  }\n"): (typeof documents)["\n  mutation RenameAccount($input: RenameAccountInput!) {\n    renameAccount(input: $input) { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FreezeAccount($id: ID!, $reason: String) {\n    freezeAccount(id: $id, reason: $reason) { id frozen frozenReason }\n  }\n"): (typeof documents)["\n  mutation FreezeAccount($id: ID!, $reason: String) {\n    freezeAccount(id: $id, reason: $reason) { id frozen frozenReason }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnfreezeAccount($input: UnfreezeAccountInput!) {\n    unfreezeAccount(input: $input) { id frozen frozenReason }\n  }\n"): (typeof documents)["\n  mutation UnfreezeAccount($input: UnfreezeAccountInput!) {\n    unfreezeAccount(input: $input) { id frozen frozenReason }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountPage($id: ID!) {\n    account(id: $id) {\n      id\n      name\n      address\n      network\n      frozen\n      frozenReason\n      archived\n      control { warnings }\n      ...Balances_Account\n    }\n    server { networks { network testMoney } }\n  }\n"): (typeof documents)["\n  query AccountPage($id: ID!) {\n    account(id: $id) {\n      id\n      name\n      address\n      network\n      frozen\n      frozenReason\n      archived\n      control { warnings }\n      ...Balances_Account\n    }\n    server { networks { network testMoney } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsPage($after: String) {\n    accounts(first: 50, after: $after) {\n      totalCount\n      nodes {\n        id\n        name\n        address\n        network\n        frozen\n        archived\n        totalUsd\n        balances { asset code amount price { asset demo } }\n      }\n    }\n  }\n"): (typeof documents)["\n  query AccountsPage($after: String) {\n    accounts(first: 50, after: $after) {\n      totalCount\n      nodes {\n        id\n        name\n        address\n        network\n        frozen\n        archived\n        totalUsd\n        balances { asset code amount price { asset demo } }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ActivityPage($id: ID!, $after: String) {\n    account(id: $id) {\n      id\n      activity(first: 20, after: $after) {\n        nodes { ...ActivityRow_Activity }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ActivityPage($id: ID!, $after: String) {\n    account(id: $id) {\n      id\n      activity(first: 20, after: $after) {\n        nodes { ...ActivityRow_Activity }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountReceipts($id: ID!) {\n    transactions(first: 100, filter: { accountId: $id, status: [CONFIRMED, FAILED] }) {\n      nodes { id hash feeCharged }\n    }\n  }\n"): (typeof documents)["\n  query AccountReceipts($id: ID!) {\n    transactions(first: 100, filter: { accountId: $id, status: [CONFIRMED, FAILED] }) {\n      nodes { id hash feeCharged }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ActivityRow_Activity on Activity {\n    id\n    kind\n    asset\n    amount\n    memo\n    memoType\n    transactionHash\n    ledger\n    at\n    successful\n    counterparty { address label }\n  }\n"): (typeof documents)["\n  fragment ActivityRow_Activity on Activity {\n    id\n    kind\n    asset\n    amount\n    memo\n    memoType\n    transactionHash\n    ledger\n    at\n    successful\n    counterparty { address label }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ArchivedHoldings($id: ID!) {\n    account(id: $id) { id totalUsd balances { asset code amount } }\n  }\n"): (typeof documents)["\n  query ArchivedHoldings($id: ID!) {\n    account(id: $id) { id totalUsd balances { asset code amount } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ArchiveAccount($id: ID!, $consent: ConsentInput) {\n    archiveAccount(id: $id, consent: $consent) { id archived }\n  }\n"): (typeof documents)["\n  mutation ArchiveAccount($id: ID!, $consent: ConsentInput) {\n    archiveAccount(id: $id, consent: $consent) { id archived }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnarchiveAccount($id: ID!) {\n    unarchiveAccount(id: $id) { id archived }\n  }\n"): (typeof documents)["\n  mutation UnarchiveAccount($id: ID!) {\n    unarchiveAccount(id: $id) { id archived }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ArchivedAccounts {\n    accounts(first: 20, archived: true) {\n      nodes { id name network totalUsd balances { asset code amount } }\n    }\n  }\n"): (typeof documents)["\n  query ArchivedAccounts {\n    accounts(first: 20, archived: true) {\n      nodes { id name network totalUsd balances { asset code amount } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Balances_Account on Account {\n    id\n    totalUsd\n    balances { asset code issuer amount spendable valueUsd price { asset source at demo } }\n  }\n"): (typeof documents)["\n  fragment Balances_Account on Account {\n    id\n    totalUsd\n    balances { asset code issuer amount spendable valueUsd price { asset source at demo } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ContactNetworks {\n    server { networks { network name } }\n  }\n"): (typeof documents)["\n  query ContactNetworks {\n    server { networks { network name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateContact($input: CreateContactInput!) {\n    createContact(input: $input) { id name address }\n  }\n"): (typeof documents)["\n  mutation CreateContact($input: CreateContactInput!) {\n    createContact(input: $input) { id name address }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Contacts {\n    viewer { id contacts { id name address network memo memoType demo } }\n  }\n"): (typeof documents)["\n  query Contacts {\n    viewer { id contacts { id name address network memo memoType demo } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteContact($id: ID!) {\n    deleteContact(id: $id)\n  }\n"): (typeof documents)["\n  mutation DeleteContact($id: ID!) {\n    deleteContact(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CreateAccountNetworks {\n    server { networks { network name testMoney } }\n  }\n"): (typeof documents)["\n  query CreateAccountNetworks {\n    server { networks { network name testMoney } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) { id name }\n  }\n"): (typeof documents)["\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query HasAccounts {\n    accounts(first: 1) { totalCount nodes { id } }\n    auditLog(first: 1, filter: { action: \"account.created\" }) { totalCount nodes { id } }\n    server { networks { network testMoney } }\n  }\n"): (typeof documents)["\n  query HasAccounts {\n    accounts(first: 1) { totalCount nodes { id } }\n    auditLog(first: 1, filter: { action: \"account.created\" }) { totalCount nodes { id } }\n    server { networks { network testMoney } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateFirstAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) { id name }\n  }\n"): (typeof documents)["\n  mutation CreateFirstAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription LiveViewer {\n    viewerUpdates { id frozen agentFrozen }\n  }\n"): (typeof documents)["\n  subscription LiveViewer {\n    viewerUpdates { id frozen agentFrozen }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Session {\n    viewer {\n      id\n      name\n      recoveryCodesLeft\n      recoveryCodesUnsaved\n      passkeys { id name confirmsFrom }\n      sessions { id current passkeyId recoveryEndsAt }\n    }\n  }\n"): (typeof documents)["\n  query Session {\n    viewer {\n      id\n      name\n      recoveryCodesLeft\n      recoveryCodesUnsaved\n      passkeys { id name confirmsFrom }\n      sessions { id current passkeyId recoveryEndsAt }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query NetworkInUse {\n    server { networks { network } }\n  }\n"): (typeof documents)["\n  query NetworkInUse {\n    server { networks { network } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StatusFooter {\n    server { version model { kind name } networks { network name testMoney } }\n  }\n"): (typeof documents)["\n  query StatusFooter {\n    server { version model { kind name } networks { network name testMoney } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StoppedBanner {\n    viewer { id frozen frozenReason agentFrozen agentFrozenReason }\n  }\n"): (typeof documents)["\n  query StoppedBanner {\n    viewer { id frozen frozenReason agentFrozen agentFrozenReason }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WaysIn {\n    viewer {\n      id\n      demo\n      recoveryCodesLeft\n      passkeys { id name createdAt addedFrom afterRecovery confirmsFrom }\n      sessions { id current createdAt userAgent passkeyId recoveryEndsAt }\n    }\n  }\n"): (typeof documents)["\n  query WaysIn {\n    viewer {\n      id\n      demo\n      recoveryCodesLeft\n      passkeys { id name createdAt addedFrom afterRecovery confirmsFrom }\n      sessions { id current createdAt userAgent passkeyId recoveryEndsAt }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StopNotMe($reason: String) {\n    freeze(reason: $reason) { id frozen frozenReason }\n  }\n"): (typeof documents)["\n  mutation StopNotMe($reason: String) {\n    freeze(reason: $reason) { id frozen frozenReason }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveNotMine($input: RemovePasskeyInput!) {\n    removePasskey(input: $input) { id recoveryCodesLeft passkeys { id name } }\n  }\n"): (typeof documents)["\n  mutation RemoveNotMine($input: RemovePasskeyInput!) {\n    removePasskey(input: $input) { id recoveryCodesLeft passkeys { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndNotMine($id: ID!) {\n    revokeSession(id: $id)\n  }\n"): (typeof documents)["\n  mutation EndNotMine($id: ID!) {\n    revokeSession(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Receipt($id: ID!) {\n    receipt(id: $id)\n  }\n"): (typeof documents)["\n  query Receipt($id: ID!) {\n    receipt(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ApprovalCard_Transaction on Transaction {\n    id\n    rev\n    status\n    summary\n    memo\n    memoType\n    replaces { id summary }\n    reason\n    instruction\n    claimMismatch { asset asked sends by }\n    proposedBy\n    apiKeyId\n    fee\n    feeCharged\n    valueUsd\n    hash\n    ledger\n    xdr\n    threadId\n    createdAt\n    updatedAt\n    account { id name address network }\n    operations { type intent changesControl unsized destination fields { label value kind } }\n    outflows { asset code amount fee reserve valueUsd price { asset usd source at demo } }\n    recipients { address label labelSource lookalikeOf }\n    balanceChanges { asset code before after unknown }\n    effects\n    verdict { decision policyVersion rules { rule decision matched threshold observed message } }\n    failure { code message resultCodes }\n    approval { id status expiresAt createdAt decidedAt decidedWith reason riskLevel warnings { code level parameters } consent { digest canonical } }\n  }\n"): (typeof documents)["\n  fragment ApprovalCard_Transaction on Transaction {\n    id\n    rev\n    status\n    summary\n    memo\n    memoType\n    replaces { id summary }\n    reason\n    instruction\n    claimMismatch { asset asked sends by }\n    proposedBy\n    apiKeyId\n    fee\n    feeCharged\n    valueUsd\n    hash\n    ledger\n    xdr\n    threadId\n    createdAt\n    updatedAt\n    account { id name address network }\n    operations { type intent changesControl unsized destination fields { label value kind } }\n    outflows { asset code amount fee reserve valueUsd price { asset usd source at demo } }\n    recipients { address label labelSource lookalikeOf }\n    balanceChanges { asset code before after unknown }\n    effects\n    verdict { decision policyVersion rules { rule decision matched threshold observed message } }\n    failure { code message resultCodes }\n    approval { id status expiresAt createdAt decidedAt decidedWith reason riskLevel warnings { code level parameters } consent { digest canonical } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApprovalCardLive($id: ID!) {\n    transaction(id: $id) { ...ApprovalCard_Transaction }\n    viewer { id demo passkeys { id } apiKeys { id name } }\n    server { networks { network horizonUrl } }\n  }\n"): (typeof documents)["\n  query ApprovalCardLive($id: ID!) {\n    transaction(id: $id) { ...ApprovalCard_Transaction }\n    viewer { id demo passkeys { id } apiKeys { id name } }\n    server { networks { network horizonUrl } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApprovalCardSpending($accountId: ID!) {\n    spending(accountId: $accountId) { asset network perDay used reserved resetsAt }\n  }\n"): (typeof documents)["\n  query ApprovalCardSpending($accountId: ID!) {\n    spending(accountId: $accountId) { asset network perDay used reserved resetsAt }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApprovalPage($id: ID!) {\n    approval(id: $id) { id transaction { id } }\n  }\n"): (typeof documents)["\n  query ApprovalPage($id: ID!) {\n    approval(id: $id) { id transaction { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query InboxPage($status: ApprovalStatus!, $first: Int!) {\n    approvals(status: $status, first: $first) {\n      totalCount\n      nodes { ...InboxRow_Approval }\n    }\n  }\n"): (typeof documents)["\n  query InboxPage($status: ApprovalStatus!, $first: Int!) {\n    approvals(status: $status, first: $first) {\n      totalCount\n      nodes { ...InboxRow_Approval }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment InboxRow_Approval on Approval {\n    id\n    status\n    createdAt\n    decidedAt\n    transaction { id rev status summary operations { fields { kind value } } account { id name network } }\n  }\n"): (typeof documents)["\n  fragment InboxRow_Approval on Approval {\n    id\n    status\n    createdAt\n    decidedAt\n    transaction { id rev status summary operations { fields { kind value } } account { id name network } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription LiveInbox($after: String) {\n    pendingApprovals(after: $after) { cursor auditHead approval { id status transaction { id rev status } } }\n  }\n"): (typeof documents)["\n  subscription LiveInbox($after: String) {\n    pendingApprovals(after: $after) { cursor auditHead approval { id status transaction { id rev status } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription LiveTransactions {\n    transactionUpdates { id rev status summary runId operations { fields { kind value } } }\n  }\n"): (typeof documents)["\n  subscription LiveTransactions {\n    transactionUpdates { id rev status summary runId operations { fields { kind value } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PendingCount {\n    approvals(status: PENDING, first: 1) { totalCount nodes { id } }\n  }\n"): (typeof documents)["\n  query PendingCount {\n    approvals(status: PENDING, first: 1) { totalCount nodes { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RejectTransactions($input: RejectTransactionsInput!) {\n    rejectTransactions(input: $input) { id code message transaction { id rev status } }\n  }\n"): (typeof documents)["\n  mutation RejectTransactions($input: RejectTransactionsInput!) {\n    rejectTransactions(input: $input) { id code message transaction { id rev status } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TransactionLine($id: ID!) {\n    transaction(id: $id) {\n      id\n      rev\n      status\n      summary\n      operations { fields { kind value } }\n      hash\n      ledger\n      account { id network }\n      verdict { rules { rule decision matched threshold observed message } }\n      failure { message }\n      approval { id status }\n    }\n  }\n"): (typeof documents)["\n  query TransactionLine($id: ID!) {\n    transaction(id: $id) {\n      id\n      rev\n      status\n      summary\n      operations { fields { kind value } }\n      hash\n      ledger\n      account { id network }\n      verdict { rules { rule decision matched threshold observed message } }\n      failure { message }\n      approval { id status }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartApproval($id: ID!) {\n    startApproval(id: $id) { id options }\n  }\n"): (typeof documents)["\n  mutation StartApproval($id: ID!) {\n    startApproval(id: $id) { id options }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApproveTransaction($input: ApproveTransactionInput!) {\n    approveTransaction(input: $input) { ...ApprovalCard_Transaction }\n  }\n"): (typeof documents)["\n  mutation ApproveTransaction($input: ApproveTransactionInput!) {\n    approveTransaction(input: $input) { ...ApprovalCard_Transaction }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RejectTransaction($input: RejectTransactionInput!) {\n    rejectTransaction(input: $input) { ...ApprovalCard_Transaction }\n  }\n"): (typeof documents)["\n  mutation RejectTransaction($input: RejectTransactionInput!) {\n    rejectTransaction(input: $input) { ...ApprovalCard_Transaction }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditEntries($filter: AuditFilter, $after: String) {\n    auditLog(filter: $filter, first: 50, after: $after) {\n      totalCount\n      nodes { ...AuditRow_AuditEntry }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): (typeof documents)["\n  query AuditEntries($filter: AuditFilter, $after: String) {\n    auditLog(filter: $filter, first: 50, after: $after) {\n      totalCount\n      nodes { ...AuditRow_AuditEntry }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WhoseLog {\n    viewer { id }\n  }\n"): (typeof documents)["\n  query WhoseLog {\n    viewer { id }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AuditRow_AuditEntry on AuditEntry {\n    id\n    seq\n    at\n    actor\n    action\n    resource\n    result\n    details\n    hash\n    previousHash\n  }\n"): (typeof documents)["\n  fragment AuditRow_AuditEntry on AuditEntry {\n    id\n    seq\n    at\n    actor\n    action\n    resource\n    result\n    details\n    hash\n    previousHash\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ExportAuditLog($format: AuditFormat!, $after: Int!) {\n    auditExport(format: $format, after: $after) { text nextSeq }\n  }\n"): (typeof documents)["\n  query ExportAuditLog($format: AuditFormat!, $after: Int!) {\n    auditExport(format: $format, after: $after) { text nextSeq }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query VerifyAuditLog($knownHead: String, $knownSeq: Int) {\n    verifyAuditLog(knownHead: $knownHead, knownSeq: $knownSeq) { valid brokenAtSeq message checkpoints }\n  }\n"): (typeof documents)["\n  query VerifyAuditLog($knownHead: String, $knownSeq: Int) {\n    verifyAuditLog(knownHead: $knownHead, knownSeq: $knownSeq) { valid brokenAtSeq message checkpoints }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditPageOfLog($after: Int!) {\n    auditExport(format: JSONL, after: $after) { text nextSeq head }\n  }\n"): (typeof documents)["\n  query AuditPageOfLog($after: Int!) {\n    auditExport(format: JSONL, after: $after) { text nextSeq head }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditNewest {\n    auditLog(first: 1) { nodes { id seq hash } }\n  }\n"): (typeof documents)["\n  query AuditNewest {\n    auditLog(first: 1) { nodes { id seq hash } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditHolds($head: String!) {\n    verifyAuditLog(knownHead: $head) { knownHeadFound }\n  }\n"): (typeof documents)["\n  query AuditHolds($head: String!) {\n    verifyAuditLog(knownHead: $head) { knownHeadFound }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelRun($id: ID!) {\n    cancelRun(id: $id) { id status }\n  }\n"): (typeof documents)["\n  mutation CancelRun($id: ID!) {\n    cancelRun(id: $id) { id status }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenameThread($input: RenameThreadInput!) {\n    renameThread(input: $input) { id title updatedAt }\n  }\n"): (typeof documents)["\n  mutation RenameThread($input: RenameThreadInput!) {\n    renameThread(input: $input) { id title updatedAt }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteThread($id: ID!) {\n    deleteThread(id: $id)\n  }\n"): (typeof documents)["\n  mutation DeleteThread($id: ID!) {\n    deleteThread(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ThreadList($first: Int!) {\n    threads(first: $first) { totalCount nodes { id title updatedAt } }\n  }\n"): (typeof documents)["\n  query ThreadList($first: Int!) {\n    threads(first: $first) { totalCount nodes { id title updatedAt } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RunStep_AgentStep on AgentStep {\n    seq\n    kind\n    text\n    createdAt\n    tool { id name arguments result ok }\n    transaction { id }\n  }\n"): (typeof documents)["\n  fragment RunStep_AgentStep on AgentStep {\n    seq\n    kind\n    text\n    createdAt\n    tool { id name arguments result ok }\n    transaction { id }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Run($id: ID!) {\n    run(id: $id) { id status error { code message } steps { ...RunStep_AgentStep } }\n  }\n"): (typeof documents)["\n  query Run($id: ID!) {\n    run(id: $id) { id status error { code message } steps { ...RunStep_AgentStep } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription AgentSteps($runId: ID!, $after: Int) {\n    agentSteps(runId: $runId, after: $after) { ...RunStep_AgentStep }\n  }\n"): (typeof documents)["\n  subscription AgentSteps($runId: ID!, $after: Int) {\n    agentSteps(runId: $runId, after: $after) { ...RunStep_AgentStep }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateThread {\n    createThread { id title updatedAt }\n  }\n"): (typeof documents)["\n  mutation CreateThread {\n    createThread { id title updatedAt }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) { id status }\n  }\n"): (typeof documents)["\n  mutation SendMessage($input: SendMessageInput!) {\n    sendMessage(input: $input) { id status }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ThreadMessage_Message on Message {\n    id\n    role\n    text\n    createdAt\n    run { id }\n  }\n"): (typeof documents)["\n  fragment ThreadMessage_Message on Message {\n    id\n    role\n    text\n    createdAt\n    run { id }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ThreadPage($id: ID!, $after: String) {\n    thread(id: $id) {\n      id\n      title\n      runs { id status createdAt }\n      messages(first: 50, after: $after) {\n        nodes { ...ThreadMessage_Message }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ThreadPage($id: ID!, $after: String) {\n    thread(id: $id) {\n      id\n      title\n      runs { id status createdAt }\n      messages(first: 50, after: $after) {\n        nodes { ...ThreadMessage_Message }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartAddPasskey {\n    startAddPasskey { id options }\n  }\n"): (typeof documents)["\n  mutation StartAddPasskey {\n    startAddPasskey { id options }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddPasskey($input: AddPasskeyInput!) {\n    addPasskey(input: $input) { id name confirmsFrom }\n  }\n"): (typeof documents)["\n  mutation AddPasskey($input: AddPasskeyInput!) {\n    addPasskey(input: $input) { id name confirmsFrom }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartConsent($input: StartConsentInput!) {\n    startConsent(input: $input) { id options passkeyRequired consent { digest canonical } }\n  }\n"): (typeof documents)["\n  mutation StartConsent($input: StartConsentInput!) {\n    startConsent(input: $input) { id options passkeyRequired consent { digest canonical } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query HasPasskey {\n    viewer { id demo passkeys { id } }\n  }\n"): (typeof documents)["\n  query HasPasskey {\n    viewer { id demo passkeys { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Freeze($reason: String) {\n    freeze(reason: $reason) { id frozen frozenReason }\n  }\n"): (typeof documents)["\n  mutation Freeze($reason: String) {\n    freeze(reason: $reason) { id frozen frozenReason }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Unfreeze($input: ConsentInput!) {\n    unfreeze(input: $input) { id frozen frozenReason agentFrozen agentFrozenReason }\n  }\n"): (typeof documents)["\n  mutation Unfreeze($input: ConsentInput!) {\n    unfreeze(input: $input) { id frozen frozenReason agentFrozen agentFrozenReason }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RegenerateRecoveryCodes($input: ConsentInput!) {\n    regenerateRecoveryCodes(input: $input)\n  }\n"): (typeof documents)["\n  mutation RegenerateRecoveryCodes($input: ConsentInput!) {\n    regenerateRecoveryCodes(input: $input)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveRecoveryCodes($code: String!) {\n    saveRecoveryCodes(code: $code) { id recoveryCodesLeft recoveryCodesUnsaved }\n  }\n"): (typeof documents)["\n  mutation SaveRecoveryCodes($code: String!) {\n    saveRecoveryCodes(code: $code) { id recoveryCodesLeft recoveryCodesUnsaved }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CapNetworks {\n    server { networks { network name } }\n  }\n"): (typeof documents)["\n  query CapNetworks {\n    server { networks { network name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PolicyNames {\n    viewer { id contacts { id name address } }\n    accounts(first: 100) { nodes { id name address } }\n  }\n"): (typeof documents)["\n  query PolicyNames {\n    viewer { id contacts { id name address } }\n    accounts(first: 100) { nodes { id name address } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FreezePanel {\n    viewer { id frozen frozenReason agentFrozen agentFrozenReason }\n    accounts(first: 100) { nodes { id name frozen frozenReason } }\n  }\n"): (typeof documents)["\n  query FreezePanel {\n    viewer { id frozen frozenReason agentFrozen agentFrozenReason }\n    accounts(first: 100) { nodes { id name frozen frozenReason } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PolicyPage($accountId: ID) {\n    policy(accountId: $accountId) { ...Rules_Policy }\n    spending(accountId: $accountId) { ...Rules_SpendingUsage }\n    accounts(first: 100) { nodes { id name } }\n  }\n"): (typeof documents)["\n  query PolicyPage($accountId: ID) {\n    policy(accountId: $accountId) { ...Rules_Policy }\n    spending(accountId: $accountId) { ...Rules_SpendingUsage }\n    accounts(first: 100) { nodes { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Review_PolicyChange on PolicyChange {\n    id\n    options\n    consent { canonical digest }\n    differences { rule direction from to }\n    backtest {\n      days\n      considered\n      wouldAllow { count sumUsd sums { amount asset network } }\n      wouldAsk { count sumUsd sums { amount asset network } }\n      wouldStop { count sumUsd sums { amount asset network } }\n    }\n  }\n"): (typeof documents)["\n  fragment Review_PolicyChange on PolicyChange {\n    id\n    options\n    consent { canonical digest }\n    differences { rule direction from to }\n    backtest {\n      days\n      considered\n      wouldAllow { count sumUsd sums { amount asset network } }\n      wouldAsk { count sumUsd sums { amount asset network } }\n      wouldStop { count sumUsd sums { amount asset network } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Rules_Policy on Policy {\n    accountId\n    version\n    updatedAt\n    askAboveUsd\n    newDestinationAskAboveUsd\n    feeMax\n    tradeLossPercent\n    allowList\n    denyList\n    allowedHours { days fromMinute toMinute }\n    hours\n    callsPerHour\n    reset\n    caps { asset network perTransaction perDay overPerTransaction }\n  }\n"): (typeof documents)["\n  fragment Rules_Policy on Policy {\n    accountId\n    version\n    updatedAt\n    askAboveUsd\n    newDestinationAskAboveUsd\n    feeMax\n    tradeLossPercent\n    allowList\n    denyList\n    allowedHours { days fromMinute toMinute }\n    hours\n    callsPerHour\n    reset\n    caps { asset network perTransaction perDay overPerTransaction }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Rules_SpendingUsage on SpendingUsage {\n    asset\n    network\n    perDay\n    used\n    reserved\n    remaining\n    resetsAt\n  }\n"): (typeof documents)["\n  fragment Rules_SpendingUsage on SpendingUsage {\n    asset\n    network\n    perDay\n    used\n    reserved\n    remaining\n    resetsAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartPolicyChange($input: PolicyChangeInput!) {\n    startPolicyChange(input: $input) { ...Review_PolicyChange }\n  }\n"): (typeof documents)["\n  mutation StartPolicyChange($input: PolicyChangeInput!) {\n    startPolicyChange(input: $input) { ...Review_PolicyChange }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdatePolicy($input: UpdatePolicyInput!) {\n    updatePolicy(input: $input) { ...Rules_Policy }\n  }\n"): (typeof documents)["\n  mutation UpdatePolicy($input: UpdatePolicyInput!) {\n    updatePolicy(input: $input) { ...Rules_Policy }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query About {\n    server {\n      version\n      model { kind name note }\n      networks { network name passphrase horizonUrl }\n    }\n    attestation { mode statement }\n  }\n"): (typeof documents)["\n  query About {\n    server {\n      version\n      model { kind name note }\n      networks { network name passphrase horizonUrl }\n    }\n    attestation { mode statement }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ApiKeys_ApiKey on ApiKey {\n    id\n    name\n    prefix\n    scopes\n    caps { asset perTransaction perDay }\n    allowList\n    expiresAt\n    lastUsedAt\n    revokedAt\n  }\n"): (typeof documents)["\n  fragment ApiKeys_ApiKey on ApiKey {\n    id\n    name\n    prefix\n    scopes\n    caps { asset perTransaction perDay }\n    allowList\n    expiresAt\n    lastUsedAt\n    revokedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApiKeys {\n    viewer { id apiKeys { ...ApiKeys_ApiKey } }\n    server { networks { network name } }\n  }\n"): (typeof documents)["\n  query ApiKeys {\n    viewer { id apiKeys { ...ApiKeys_ApiKey } }\n    server { networks { network name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeApiKey($id: ID!) {\n    revokeApiKey(id: $id) { id revokedAt }\n  }\n"): (typeof documents)["\n  mutation RevokeApiKey($id: ID!) {\n    revokeApiKey(id: $id) { id revokedAt }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeleteUserAccounts {\n    accounts(first: 100) { nodes { id name } }\n  }\n"): (typeof documents)["\n  query DeleteUserAccounts {\n    accounts(first: 100) { nodes { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteUser($input: ConsentInput!) {\n    deleteUser(input: $input)\n  }\n"): (typeof documents)["\n  mutation DeleteUser($input: ConsentInput!) {\n    deleteUser(input: $input)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) { secret apiKey { id } }\n  }\n"): (typeof documents)["\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) { secret apiKey { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenamePasskey($input: RenamePasskeyInput!) {\n    renamePasskey(input: $input) { id name }\n  }\n"): (typeof documents)["\n  mutation RenamePasskey($input: RenamePasskeyInput!) {\n    renamePasskey(input: $input) { id name }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemovePasskey($input: RemovePasskeyInput!) {\n    removePasskey(input: $input) { id passkeys { id name } }\n  }\n"): (typeof documents)["\n  mutation RemovePasskey($input: RemovePasskeyInput!) {\n    removePasskey(input: $input) { id passkeys { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Passkeys_Passkey on Passkey {\n    id\n    name\n    createdAt\n    lastUsedAt\n    backedUp\n    confirmsFrom\n  }\n"): (typeof documents)["\n  fragment Passkeys_Passkey on Passkey {\n    id\n    name\n    createdAt\n    lastUsedAt\n    backedUp\n    confirmsFrom\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Sessions_Session on Session {\n    id\n    current\n    createdAt\n    lastSeenAt\n    expiresAt\n    userAgent\n  }\n"): (typeof documents)["\n  fragment Sessions_Session on Session {\n    id\n    current\n    createdAt\n    lastSeenAt\n    expiresAt\n    userAgent\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n"): (typeof documents)["\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignOut($everywhere: Boolean) {\n    signOut(everywhere: $everywhere)\n  }\n"): (typeof documents)["\n  mutation SignOut($everywhere: Boolean) {\n    signOut(everywhere: $everywhere)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SettingsPage {\n    viewer {\n      id\n      name\n      demo\n      recoveryCodesLeft\n      recoveryCodesUnsaved\n      passkeys { ...Passkeys_Passkey }\n      sessions { ...Sessions_Session }\n    }\n  }\n"): (typeof documents)["\n  query SettingsPage {\n    viewer {\n      id\n      name\n      demo\n      recoveryCodesLeft\n      recoveryCodesUnsaved\n      passkeys { ...Passkeys_Passkey }\n      sessions { ...Sessions_Session }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartRegistration($input: StartRegistrationInput!) {\n    startRegistration(input: $input) { id options }\n  }\n"): (typeof documents)["\n  mutation StartRegistration($input: StartRegistrationInput!) {\n    startRegistration(input: $input) { id options }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FinishRegistration($input: FinishRegistrationInput!) {\n    finishRegistration(input: $input) { recoveryCodes user { id name } }\n  }\n"): (typeof documents)["\n  mutation FinishRegistration($input: FinishRegistrationInput!) {\n    finishRegistration(input: $input) { recoveryCodes user { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignInToLocalDemo($name: String!) {\n    signInToLocalDemo(name: $name) { expiresAt user { id name } }\n  }\n"): (typeof documents)["\n  mutation SignInToLocalDemo($name: String!) {\n    signInToLocalDemo(name: $name) { expiresAt user { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartSignIn($input: StartSignInInput) {\n    startSignIn(input: $input) { id options }\n  }\n"): (typeof documents)["\n  mutation StartSignIn($input: StartSignInInput) {\n    startSignIn(input: $input) { id options }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FinishSignIn($input: FinishSignInInput!) {\n    finishSignIn(input: $input) { expiresAt user { id name } }\n  }\n"): (typeof documents)["\n  mutation FinishSignIn($input: FinishSignInInput!) {\n    finishSignIn(input: $input) { expiresAt user { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StopAfterRecovery {\n    freeze(reason: \"Stopped after a recovery code was used\") { id frozen }\n    signOut\n  }\n"): (typeof documents)["\n  mutation StopAfterRecovery {\n    freeze(reason: \"Stopped after a recovery code was used\") { id frozen }\n    signOut\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LeaveRecovery {\n    signOut\n  }\n"): (typeof documents)["\n  mutation LeaveRecovery {\n    signOut\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignInWithRecoveryCode($input: RecoveryCodeInput!) {\n    signInWithRecoveryCode(input: $input) { recoveryCodes user { id name } }\n  }\n"): (typeof documents)["\n  mutation SignInWithRecoveryCode($input: RecoveryCodeInput!) {\n    signInWithRecoveryCode(input: $input) { recoveryCodes user { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SignInServer {\n    server { demoSignIn networks { network testMoney } }\n  }\n"): (typeof documents)["\n  query SignInServer {\n    server { demoSignIn networks { network testMoney } }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;