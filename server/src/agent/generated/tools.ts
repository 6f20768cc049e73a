/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  Amount: { input: string; output: string; }
  DateTime: { input: string; output: string; }
  JSON: { input: unknown; output: unknown; }
  JSONObject: { input: Record<string, unknown>; output: Record<string, unknown>; }
  StellarAddress: { input: string; output: string; }
  XDR: { input: string; output: string; }
};

export type Account = Node & {
  __typename?: 'Account';
  activity: ActivityConnection;
  address: Scalars['StellarAddress']['output'];
  archived: Scalars['Boolean']['output'];
  balances: Array<Balance>;
  createdAt: Scalars['DateTime']['output'];
  frozen: Scalars['Boolean']['output'];
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  network: Network;
  totalUsd?: Maybe<Scalars['Amount']['output']>;
};


export type AccountActivityArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type AccountConnection = {
  __typename?: 'AccountConnection';
  edges: Array<AccountEdge>;
  nodes: Array<Account>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type AccountEdge = {
  __typename?: 'AccountEdge';
  cursor: Scalars['String']['output'];
  node: Account;
};

export type Activity = {
  __typename?: 'Activity';
  amount?: Maybe<Scalars['Amount']['output']>;
  asset?: Maybe<Scalars['String']['output']>;
  at: Scalars['DateTime']['output'];
  counterparty?: Maybe<Recipient>;
  id: Scalars['ID']['output'];
  kind: ActivityKind;
  ledger: Scalars['Int']['output'];
  memo?: Maybe<Scalars['String']['output']>;
  successful: Scalars['Boolean']['output'];
  transactionHash: Scalars['String']['output'];
};

export type ActivityConnection = {
  __typename?: 'ActivityConnection';
  edges: Array<ActivityEdge>;
  nodes: Array<Activity>;
  pageInfo: PageInfo;
};

export type ActivityEdge = {
  __typename?: 'ActivityEdge';
  cursor: Scalars['String']['output'];
  node: Activity;
};

export type ActivityKind =
  | 'CREATED'
  | 'OTHER'
  | 'RECEIVED'
  | 'SENT'
  | 'TRUST_ADDED'
  | 'TRUST_REMOVED';

export type ActorKind =
  | 'AGENT'
  | 'API_KEY'
  | 'PERSON';

export type AddPasskeyInput = {
  challengeId: Scalars['ID']['input'];
  consent: ConsentInput;
  name: Scalars['String']['input'];
  response: Scalars['JSONObject']['input'];
};

export type AgentRun = Node & {
  __typename?: 'AgentRun';
  createdAt: Scalars['DateTime']['output'];
  error?: Maybe<RunError>;
  id: Scalars['ID']['output'];
  status: RunStatus;
  steps: Array<AgentStep>;
  thread: Thread;
  updatedAt: Scalars['DateTime']['output'];
};


export type AgentRunStepsArgs = {
  after?: InputMaybe<Scalars['Int']['input']>;
};

export type AgentStep = {
  __typename?: 'AgentStep';
  createdAt: Scalars['DateTime']['output'];
  kind: StepKind;
  seq: Scalars['Int']['output'];
  text?: Maybe<Scalars['String']['output']>;
  tool?: Maybe<ToolCall>;
  transaction?: Maybe<Transaction>;
};

export type Approval = Node & {
  __typename?: 'Approval';
  consent: Consent;
  createdAt: Scalars['DateTime']['output'];
  decidedAt?: Maybe<Scalars['DateTime']['output']>;
  decidedWith?: Maybe<Scalars['String']['output']>;
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  reason?: Maybe<Scalars['String']['output']>;
  status: ApprovalStatus;
  transaction: Transaction;
};

export type ApprovalConnection = {
  __typename?: 'ApprovalConnection';
  edges: Array<ApprovalEdge>;
  nodes: Array<Approval>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ApprovalEdge = {
  __typename?: 'ApprovalEdge';
  cursor: Scalars['String']['output'];
  node: Approval;
};

export type ApprovalEvent = {
  __typename?: 'ApprovalEvent';
  approval: Approval;
  auditHead: Scalars['String']['output'];
  cursor: Scalars['String']['output'];
};

export type ApprovalStatus =
  | 'APPROVED'
  | 'EXPIRED'
  | 'PENDING'
  | 'REJECTED'
  | 'SUPERSEDED';

export type ApproveTransactionInput = {
  assertion?: InputMaybe<Scalars['JSONObject']['input']>;
  consentDigest: Scalars['String']['input'];
  id: Scalars['ID']['input'];
};

export type AssetCap = {
  __typename?: 'AssetCap';
  asset: Scalars['String']['output'];
  network: Network;
  overPerTransaction: Decision;
  perDay?: Maybe<Scalars['Amount']['output']>;
  perTransaction?: Maybe<Scalars['Amount']['output']>;
};

export type Attestation = {
  __typename?: 'Attestation';
  mode: TeeMode;
  nonce?: Maybe<Scalars['String']['output']>;
  statement: Scalars['String']['output'];
};

export type AuditConnection = {
  __typename?: 'AuditConnection';
  edges: Array<AuditEdge>;
  nodes: Array<AuditEntry>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type AuditEdge = {
  __typename?: 'AuditEdge';
  cursor: Scalars['String']['output'];
  node: AuditEntry;
};

export type AuditEntry = Node & {
  __typename?: 'AuditEntry';
  action: Scalars['String']['output'];
  actor: ActorKind;
  at: Scalars['DateTime']['output'];
  details: Scalars['JSONObject']['output'];
  hash: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  previousHash: Scalars['String']['output'];
  resource: Scalars['String']['output'];
  result: Scalars['String']['output'];
  seq: Scalars['Int']['output'];
};

export type AuditFilter = {
  action?: InputMaybe<Scalars['String']['input']>;
  resource?: InputMaybe<Scalars['String']['input']>;
  since?: InputMaybe<Scalars['DateTime']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

export type AuditVerification = {
  __typename?: 'AuditVerification';
  brokenAtSeq?: Maybe<Scalars['Int']['output']>;
  entries: Scalars['Int']['output'];
  head: Scalars['String']['output'];
  message: Scalars['String']['output'];
  valid: Scalars['Boolean']['output'];
};

export type Balance = {
  __typename?: 'Balance';
  amount: Scalars['Amount']['output'];
  asset: Scalars['String']['output'];
  code: Scalars['String']['output'];
  issuer?: Maybe<Scalars['StellarAddress']['output']>;
  price?: Maybe<Price>;
  spendable: Scalars['Amount']['output'];
  valueUsd?: Maybe<Scalars['Amount']['output']>;
};

export type BalanceChange = {
  __typename?: 'BalanceChange';
  after: Scalars['Amount']['output'];
  asset: Scalars['String']['output'];
  before: Scalars['Amount']['output'];
  code: Scalars['String']['output'];
};

export type Consent = {
  __typename?: 'Consent';
  canonical: Scalars['String']['output'];
  digest: Scalars['String']['output'];
};

export type ConsentChallenge = {
  __typename?: 'ConsentChallenge';
  consent: Consent;
  id: Scalars['ID']['output'];
  options: Scalars['JSONObject']['output'];
};

export type ConsentInput = {
  assertion?: InputMaybe<Scalars['JSONObject']['input']>;
  challengeId: Scalars['ID']['input'];
};

export type Contact = Node & {
  __typename?: 'Contact';
  address: Scalars['StellarAddress']['output'];
  createdAt: Scalars['DateTime']['output'];
  demo: Scalars['Boolean']['output'];
  id: Scalars['ID']['output'];
  memo?: Maybe<Scalars['String']['output']>;
  name: Scalars['String']['output'];
  network: Network;
};

export type CreateAccountInput = {
  name: Scalars['String']['input'];
  network?: InputMaybe<Network>;
};

export type CreateContactInput = {
  address: Scalars['StellarAddress']['input'];
  memo?: InputMaybe<Scalars['String']['input']>;
  name: Scalars['String']['input'];
  network?: InputMaybe<Network>;
};

export type Decision =
  | 'ALLOW'
  | 'ASK'
  | 'REFUSE';

export type DecodedField = {
  __typename?: 'DecodedField';
  kind: FieldKind;
  label: Scalars['String']['output'];
  value: Scalars['String']['output'];
};

export type DecodedOperation = {
  __typename?: 'DecodedOperation';
  changesControl: Scalars['Boolean']['output'];
  destination?: Maybe<Scalars['StellarAddress']['output']>;
  fields: Array<DecodedField>;
  intent: Scalars['String']['output'];
  type: Scalars['String']['output'];
};

export type ErrorCode =
  | 'ACCOUNT_NOT_FOUND'
  | 'ALREADY_DECIDED'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'CONSENT_MISMATCH'
  | 'CONSENT_REQUIRED'
  | 'FROZEN'
  | 'INSUFFICIENT_BALANCE'
  | 'INTERNAL'
  | 'MEMO_REQUIRED'
  | 'MODEL_UNAVAILABLE'
  | 'NETWORK_ERROR'
  | 'NOT_FOUND'
  | 'NO_TRUSTLINE'
  | 'OUTCOME_UNKNOWN'
  | 'PERMISSION_DENIED'
  | 'PRICE_UNAVAILABLE'
  | 'RATE_LIMITED'
  | 'SPENDING_LIMIT_EXCEEDED'
  | 'TRANSACTION_FAILED'
  | 'UNAUTHENTICATED'
  | 'UNSIZED_TRANSACTION';

export type EvaluatePolicyInput = {
  payment?: InputMaybe<PaymentInput>;
  trustline?: InputMaybe<TrustlineInput>;
};

export type Failure = {
  __typename?: 'Failure';
  code: ErrorCode;
  message: Scalars['String']['output'];
  resultCodes?: Maybe<Array<Scalars['String']['output']>>;
};

export type FieldKind =
  | 'ADDRESS'
  | 'AMOUNT'
  | 'ASSET'
  | 'TEXT';

export type FinishRegistrationInput = {
  challengeId: Scalars['ID']['input'];
  passkeyName?: InputMaybe<Scalars['String']['input']>;
  response: Scalars['JSONObject']['input'];
};

export type FinishSignInInput = {
  challengeId: Scalars['ID']['input'];
  response: Scalars['JSONObject']['input'];
};

export type LabelSource =
  | 'CONTACT'
  | 'OWN_ACCOUNT';

export type Message = Node & {
  __typename?: 'Message';
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  role: MessageRole;
  run?: Maybe<AgentRun>;
  text: Scalars['String']['output'];
};

export type MessageConnection = {
  __typename?: 'MessageConnection';
  edges: Array<MessageEdge>;
  nodes: Array<Message>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type MessageEdge = {
  __typename?: 'MessageEdge';
  cursor: Scalars['String']['output'];
  node: Message;
};

export type MessageRole =
  | 'ASSISTANT'
  | 'USER';

export type ModelInfo = {
  __typename?: 'ModelInfo';
  kind: ModelKind;
  name: Scalars['String']['output'];
  note: Scalars['String']['output'];
};

export type ModelKind =
  | 'OFFLINE_PLANNER'
  | 'OPENAI_COMPATIBLE';

export type Mutation = {
  __typename?: 'Mutation';
  addPasskey: Passkey;
  approveTransaction: Transaction;
  archiveAccount: Account;
  cancelRun: AgentRun;
  createAccount: Account;
  createContact: Contact;
  createThread: Thread;
  deleteContact: Scalars['Boolean']['output'];
  deleteThread: Scalars['Boolean']['output'];
  finishRegistration: SignInPayload;
  finishSignIn: SignInPayload;
  freeze: User;
  fundAccount: Account;
  proposePayment: Transaction;
  proposeTrustline: Transaction;
  regenerateRecoveryCodes: Array<Scalars['String']['output']>;
  rejectTransaction: Transaction;
  removePasskey: User;
  renameAccount: Account;
  renamePasskey: Passkey;
  renameThread: Thread;
  revokeSession: Scalars['Boolean']['output'];
  sendMessage: AgentRun;
  signInToLocalDemo: SignInPayload;
  signInWithRecoveryCode: SignInPayload;
  signOut: Scalars['Boolean']['output'];
  signTransaction: Transaction;
  startAddPasskey: PasskeyChallenge;
  startApproval: PasskeyChallenge;
  startConsent: ConsentChallenge;
  startRegistration: PasskeyChallenge;
  startSignIn: PasskeyChallenge;
  unfreeze: User;
};


export type MutationAddPasskeyArgs = {
  input: AddPasskeyInput;
};


export type MutationApproveTransactionArgs = {
  input: ApproveTransactionInput;
};


export type MutationArchiveAccountArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCancelRunArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCreateAccountArgs = {
  input: CreateAccountInput;
};


export type MutationCreateContactArgs = {
  input: CreateContactInput;
};


export type MutationCreateThreadArgs = {
  title?: InputMaybe<Scalars['String']['input']>;
};


export type MutationDeleteContactArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDeleteThreadArgs = {
  id: Scalars['ID']['input'];
};


export type MutationFinishRegistrationArgs = {
  input: FinishRegistrationInput;
};


export type MutationFinishSignInArgs = {
  input: FinishSignInInput;
};


export type MutationFreezeArgs = {
  reason?: InputMaybe<Scalars['String']['input']>;
};


export type MutationFundAccountArgs = {
  id: Scalars['ID']['input'];
};


export type MutationProposePaymentArgs = {
  input: PaymentInput;
};


export type MutationProposeTrustlineArgs = {
  input: TrustlineInput;
};


export type MutationRegenerateRecoveryCodesArgs = {
  input: ConsentInput;
};


export type MutationRejectTransactionArgs = {
  input: RejectTransactionInput;
};


export type MutationRemovePasskeyArgs = {
  input: RemovePasskeyInput;
};


export type MutationRenameAccountArgs = {
  input: RenameAccountInput;
};


export type MutationRenamePasskeyArgs = {
  input: RenamePasskeyInput;
};


export type MutationRenameThreadArgs = {
  input: RenameThreadInput;
};


export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


export type MutationSignInToLocalDemoArgs = {
  name: Scalars['String']['input'];
};


export type MutationSignInWithRecoveryCodeArgs = {
  input: RecoveryCodeInput;
};


export type MutationSignOutArgs = {
  everywhere?: InputMaybe<Scalars['Boolean']['input']>;
};


export type MutationSignTransactionArgs = {
  id: Scalars['ID']['input'];
};


export type MutationStartApprovalArgs = {
  id: Scalars['ID']['input'];
};


export type MutationStartConsentArgs = {
  input: StartConsentInput;
};


export type MutationStartRegistrationArgs = {
  input: StartRegistrationInput;
};


export type MutationStartSignInArgs = {
  input?: InputMaybe<StartSignInInput>;
};


export type MutationUnfreezeArgs = {
  input: ConsentInput;
};

export type Network =
  | 'LOCAL'
  | 'MAINNET'
  | 'TESTNET';

export type NetworkInfo = {
  __typename?: 'NetworkInfo';
  horizonUrl: Scalars['String']['output'];
  name: Scalars['String']['output'];
  network: Network;
  passphrase: Scalars['String']['output'];
  testMoney: Scalars['Boolean']['output'];
};

export type NetworkStatus = {
  __typename?: 'NetworkStatus';
  baseFee?: Maybe<Scalars['Amount']['output']>;
  closedAt?: Maybe<Scalars['DateTime']['output']>;
  feeP50?: Maybe<Scalars['Amount']['output']>;
  feeP95?: Maybe<Scalars['Amount']['output']>;
  ledger?: Maybe<Scalars['Int']['output']>;
  message: Scalars['String']['output'];
  network: Network;
  protocol?: Maybe<Scalars['Int']['output']>;
  reachable: Scalars['Boolean']['output'];
};

export type Node = {
  id: Scalars['ID']['output'];
};

export type Outflow = {
  __typename?: 'Outflow';
  amount: Scalars['Amount']['output'];
  asset: Scalars['String']['output'];
  code: Scalars['String']['output'];
  price?: Maybe<Price>;
  valueUsd?: Maybe<Scalars['Amount']['output']>;
};

export type OwnedKind =
  | 'ACCOUNT'
  | 'API_KEY'
  | 'APPROVAL'
  | 'CONTACT'
  | 'PASSKEY'
  | 'RUN'
  | 'SESSION'
  | 'THREAD'
  | 'TRANSACTION'
  | 'WEBHOOK';

export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
};

export type Passkey = Node & {
  __typename?: 'Passkey';
  backedUp: Scalars['Boolean']['output'];
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  name: Scalars['String']['output'];
};

export type PasskeyChallenge = {
  __typename?: 'PasskeyChallenge';
  id: Scalars['ID']['output'];
  options: Scalars['JSONObject']['output'];
};

export type PaymentInput = {
  accountId: Scalars['ID']['input'];
  amount: Scalars['Amount']['input'];
  asset?: Scalars['String']['input'];
  destination: Scalars['String']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  memo?: InputMaybe<Scalars['String']['input']>;
  reason?: InputMaybe<Scalars['String']['input']>;
};

export type Policy = {
  __typename?: 'Policy';
  askAboveUsd: Scalars['Amount']['output'];
  caps: Array<AssetCap>;
  frozen: Scalars['Boolean']['output'];
  newDestinationAskAboveUsd: Scalars['Amount']['output'];
  updatedAt: Scalars['DateTime']['output'];
  version: Scalars['Int']['output'];
};

export type PolicyVerdict = {
  __typename?: 'PolicyVerdict';
  decision: Decision;
  policyVersion: Scalars['Int']['output'];
  rules: Array<RuleResult>;
};

export type Price = {
  __typename?: 'Price';
  asset: Scalars['String']['output'];
  at: Scalars['DateTime']['output'];
  demo: Scalars['Boolean']['output'];
  source: Scalars['String']['output'];
  usd: Scalars['Amount']['output'];
};

export type Query = {
  __typename?: 'Query';
  account: Account;
  accounts: AccountConnection;
  approval: Approval;
  approvals: ApprovalConnection;
  attestation: Attestation;
  auditLog: AuditConnection;
  evaluatePolicy: PolicyVerdict;
  networkStatus: NetworkStatus;
  node?: Maybe<Node>;
  policy: Policy;
  price?: Maybe<Price>;
  run: AgentRun;
  server: ServerInfo;
  spending: Array<SpendingUsage>;
  thread: Thread;
  threads: ThreadConnection;
  transaction: Transaction;
  transactions: TransactionConnection;
  verifyAuditLog: AuditVerification;
  viewer: User;
};


export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAccountsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryApprovalArgs = {
  id: Scalars['ID']['input'];
};


export type QueryApprovalsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<ApprovalStatus>;
};


export type QueryAttestationArgs = {
  nonce?: InputMaybe<Scalars['String']['input']>;
};


export type QueryAuditLogArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryEvaluatePolicyArgs = {
  input: EvaluatePolicyInput;
};


export type QueryNetworkStatusArgs = {
  network?: InputMaybe<Network>;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPolicyArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryPriceArgs = {
  asset: Scalars['String']['input'];
  network?: InputMaybe<Network>;
};


export type QueryRunArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySpendingArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryThreadArgs = {
  id: Scalars['ID']['input'];
};


export type QueryThreadsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryTransactionArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTransactionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TransactionFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type RateLimitKey =
  | 'IP'
  | 'USER';

export type RateLimitStatus = {
  __typename?: 'RateLimitStatus';
  field: Scalars['String']['output'];
  max: Scalars['Int']['output'];
  remaining: Scalars['Int']['output'];
  resetAt: Scalars['DateTime']['output'];
  window: Scalars['String']['output'];
};

export type Recipient = {
  __typename?: 'Recipient';
  address: Scalars['StellarAddress']['output'];
  exists: Scalars['Boolean']['output'];
  firstPayment: Scalars['Boolean']['output'];
  label?: Maybe<Scalars['String']['output']>;
  labelSource?: Maybe<LabelSource>;
  lookalikeOf?: Maybe<Scalars['String']['output']>;
};

export type RecoveryCodeInput = {
  code: Scalars['String']['input'];
};

export type RejectTransactionInput = {
  id: Scalars['ID']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
};

export type RemovePasskeyInput = {
  consent: ConsentInput;
  id: Scalars['ID']['input'];
};

export type RenameAccountInput = {
  id: Scalars['ID']['input'];
  name: Scalars['String']['input'];
};

export type RenamePasskeyInput = {
  id: Scalars['ID']['input'];
  name: Scalars['String']['input'];
};

export type RenameThreadInput = {
  id: Scalars['ID']['input'];
  title: Scalars['String']['input'];
};

export type RuleResult = {
  __typename?: 'RuleResult';
  code?: Maybe<ErrorCode>;
  decision: Decision;
  matched: Scalars['Boolean']['output'];
  message: Scalars['String']['output'];
  observed?: Maybe<Scalars['String']['output']>;
  rule: Scalars['String']['output'];
  threshold?: Maybe<Scalars['String']['output']>;
};

export type RunError = {
  __typename?: 'RunError';
  code: ErrorCode;
  message: Scalars['String']['output'];
};

export type RunStatus =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'FAILED'
  | 'QUEUED'
  | 'RUNNING'
  | 'WAITING_FOR_APPROVAL';

export type Scope =
  | 'APPROVE'
  | 'CHAT'
  | 'MANAGE'
  | 'PROPOSE'
  | 'READ';

export type SendMessageInput = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  text: Scalars['String']['input'];
  threadId: Scalars['ID']['input'];
};

export type ServerInfo = {
  __typename?: 'ServerInfo';
  attestation: TeeMode;
  demoSignIn: Scalars['Boolean']['output'];
  model: ModelInfo;
  networks: Array<NetworkInfo>;
  version: Scalars['String']['output'];
};

export type Session = Node & {
  __typename?: 'Session';
  createdAt: Scalars['DateTime']['output'];
  current: Scalars['Boolean']['output'];
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  lastSeenAt: Scalars['DateTime']['output'];
  userAgent?: Maybe<Scalars['String']['output']>;
};

export type SignInPayload = {
  __typename?: 'SignInPayload';
  expiresAt: Scalars['DateTime']['output'];
  recoveryCodes?: Maybe<Array<Scalars['String']['output']>>;
  token: Scalars['String']['output'];
  user: User;
};

export type SpendingUsage = {
  __typename?: 'SpendingUsage';
  asset: Scalars['String']['output'];
  network: Network;
  perDay?: Maybe<Scalars['Amount']['output']>;
  perTransaction?: Maybe<Scalars['Amount']['output']>;
  remaining?: Maybe<Scalars['Amount']['output']>;
  reserved: Scalars['Amount']['output'];
  resetsAt?: Maybe<Scalars['DateTime']['output']>;
  used: Scalars['Amount']['output'];
};

export type StartConsentInput = {
  action: Scalars['String']['input'];
  arguments: Scalars['JSONObject']['input'];
};

export type StartRegistrationInput = {
  name: Scalars['String']['input'];
};

export type StartSignInInput = {
  conditional?: InputMaybe<Scalars['Boolean']['input']>;
};

export type StepKind =
  | 'ANSWER'
  | 'ENDED'
  | 'ERROR'
  | 'STARTED'
  | 'TEXT'
  | 'TOOL_CALL'
  | 'TOOL_RESULT'
  | 'WAITING_FOR_APPROVAL';

export type Subscription = {
  __typename?: 'Subscription';
  agentSteps: AgentStep;
  pendingApprovals: ApprovalEvent;
  transactionUpdates: Transaction;
};


export type SubscriptionAgentStepsArgs = {
  after?: InputMaybe<Scalars['Int']['input']>;
  runId: Scalars['ID']['input'];
};


export type SubscriptionPendingApprovalsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};


export type SubscriptionTransactionUpdatesArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};

export type TeeMode =
  | 'OFF'
  | 'REQUIRED';

export type Thread = Node & {
  __typename?: 'Thread';
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  messages: MessageConnection;
  runs: Array<AgentRun>;
  title: Scalars['String']['output'];
  updatedAt: Scalars['DateTime']['output'];
};


export type ThreadMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type ThreadConnection = {
  __typename?: 'ThreadConnection';
  edges: Array<ThreadEdge>;
  nodes: Array<Thread>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type ThreadEdge = {
  __typename?: 'ThreadEdge';
  cursor: Scalars['String']['output'];
  node: Thread;
};

export type ToolCall = {
  __typename?: 'ToolCall';
  arguments: Scalars['JSONObject']['output'];
  id: Scalars['String']['output'];
  name: Scalars['String']['output'];
  ok?: Maybe<Scalars['Boolean']['output']>;
  result?: Maybe<Scalars['JSONObject']['output']>;
};

export type Transaction = Node & {
  __typename?: 'Transaction';
  account: Account;
  approval?: Maybe<Approval>;
  balanceChanges: Array<BalanceChange>;
  createdAt: Scalars['DateTime']['output'];
  failure?: Maybe<Failure>;
  fee: Scalars['Amount']['output'];
  feeCharged?: Maybe<Scalars['Amount']['output']>;
  hash?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  instruction?: Maybe<Scalars['String']['output']>;
  ledger?: Maybe<Scalars['Int']['output']>;
  memo?: Maybe<Scalars['String']['output']>;
  operations: Array<DecodedOperation>;
  outflows: Array<Outflow>;
  proposedBy: ActorKind;
  reason?: Maybe<Scalars['String']['output']>;
  recipients: Array<Recipient>;
  rev: Scalars['Int']['output'];
  runId?: Maybe<Scalars['ID']['output']>;
  status: TransactionStatus;
  summary: Scalars['String']['output'];
  threadId?: Maybe<Scalars['ID']['output']>;
  updatedAt: Scalars['DateTime']['output'];
  valueUsd?: Maybe<Scalars['Amount']['output']>;
  verdict: PolicyVerdict;
  xdr: Scalars['XDR']['output'];
};

export type TransactionConnection = {
  __typename?: 'TransactionConnection';
  edges: Array<TransactionEdge>;
  nodes: Array<Transaction>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type TransactionEdge = {
  __typename?: 'TransactionEdge';
  cursor: Scalars['String']['output'];
  node: Transaction;
};

export type TransactionFilter = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  status?: InputMaybe<Array<TransactionStatus>>;
};

export type TransactionStatus =
  | 'APPROVED'
  | 'AWAITING_APPROVAL'
  | 'CONFIRMED'
  | 'DENIED'
  | 'EXPIRED'
  | 'FAILED'
  | 'PROPOSED'
  | 'REJECTED'
  | 'SIGNED'
  | 'SUBMITTED'
  | 'SUPERSEDED'
  | 'UNKNOWN';

export type TrustlineInput = {
  accountId: Scalars['ID']['input'];
  asset: Scalars['String']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  limit?: InputMaybe<Scalars['String']['input']>;
  reason?: InputMaybe<Scalars['String']['input']>;
};

export type User = Node & {
  __typename?: 'User';
  contacts: Array<Contact>;
  createdAt: Scalars['DateTime']['output'];
  demo: Scalars['Boolean']['output'];
  frozen: Scalars['Boolean']['output'];
  frozenReason?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  passkeys: Array<Passkey>;
  policy: Policy;
  rateLimits: Array<RateLimitStatus>;
  recoveryCodesLeft: Scalars['Int']['output'];
  sessions: Array<Session>;
};
