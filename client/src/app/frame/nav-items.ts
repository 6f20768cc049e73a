import { Inbox, type LucideIcon, MessageSquare, Scale, ScrollText, Settings, Wallet } from 'lucide-react';

export const navItems: { to: string; name: string; Icon: LucideIcon; counted?: true }[] = [
  { to: '/chat', name: 'Chat', Icon: MessageSquare },
  { to: '/approvals', name: 'Approvals', Icon: Inbox, counted: true },
  { to: '/accounts', name: 'Accounts', Icon: Wallet },
  { to: '/policy', name: 'Policy', Icon: Scale },
  { to: '/audit', name: 'Audit', Icon: ScrollText },
  { to: '/settings', name: 'Settings', Icon: Settings },
];
