import { type ComponentType, lazy } from 'react';

const page = <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  lazy(async () => ({ default: (await load())[name] }));

/** Each page is a file of its own, read when it is opened. */
export const ChatPage = page(() => import('../chat/ChatPage.js'), 'ChatPage');
export const InboxPage = page(() => import('../approvals/InboxPage.js'), 'InboxPage');
export const ApprovalPage = page(() => import('../approvals/ApprovalPage.js'), 'ApprovalPage');
export const AccountsPage = page(() => import('../accounts/AccountsPage.js'), 'AccountsPage');
export const AccountPage = page(() => import('../accounts/AccountPage.js'), 'AccountPage');
export const PolicyPage = page(() => import('../policy/PolicyPage.js'), 'PolicyPage');
export const AuditPage = page(() => import('../audit/AuditPage.js'), 'AuditPage');
export const SettingsPage = page(() => import('../settings/SettingsPage.js'), 'SettingsPage');
