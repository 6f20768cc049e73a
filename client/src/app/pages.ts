import { type ComponentType, lazy } from 'react';

const page = <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  lazy(async () => ({ default: (await load())[name] }));

/** Each page is a file of its own, read when it is opened. */
export const LazyChatPage = page(() => import('../chat/ChatPage.js'), 'ChatPage');
export const LazyInboxPage = page(() => import('../approvals/InboxPage.js'), 'InboxPage');
export const LazyApprovalPage = page(() => import('../approvals/ApprovalPage.js'), 'ApprovalPage');
export const LazyAccountsPage = page(() => import('../accounts/AccountsPage.js'), 'AccountsPage');
export const LazyAccountPage = page(() => import('../accounts/AccountPage.js'), 'AccountPage');
export const LazyPolicyPage = page(() => import('../policy/PolicyPage.js'), 'PolicyPage');
export const LazyAuditPage = page(() => import('../audit/AuditPage.js'), 'AuditPage');
export const LazySettingsPage = page(() => import('../settings/SettingsPage.js'), 'SettingsPage');
