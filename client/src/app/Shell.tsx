import { Suspense } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { useFirstAccount } from '../accounts/first-account.js';
import { LiveInbox } from '../approvals/LiveInbox.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { ErrorBoundary } from './ErrorBoundary.js';
import { BottomNav } from './frame/BottomNav.js';
import { PhoneHeader } from './frame/PhoneHeader.js';
import { Sidebar } from './frame/Sidebar.js';
import { StatusFooter } from './frame/StatusFooter.js';
import { LiveViewer } from './LiveViewer.js';
import { NotFoundPage } from './NotFoundPage.js';
import { Banners } from './notices/Banners.js';
import { WaysInNotices } from './notices/WaysInNotices.js';
import {
  LazyAccountPage,
  LazyAccountsPage,
  LazyApprovalPage,
  LazyAuditPage,
  LazyChatPage,
  LazyInboxPage,
  LazyPolicyPage,
  LazySettingsPage,
} from './pages.js';
import { SamePerson } from './SamePerson.js';
import { WatchedLog } from './WatchedLog.js';

const Pages = () => (
  <Suspense fallback={<Loading what="the page" />}>
    <Routes>
      <Route index element={<Navigate to="/chat" replace />} />
      <Route path="chat/:threadId?" element={<LazyChatPage />} />
      <Route path="approvals" element={<LazyInboxPage />} />
      <Route path="approvals/:id" element={<LazyApprovalPage />} />
      <Route path="accounts" element={<LazyAccountsPage />} />
      <Route path="accounts/:id" element={<LazyAccountPage />} />
      <Route path="policy/:accountId?" element={<LazyPolicyPage />} />
      <Route path="audit" element={<LazyAuditPage />} />
      <Route path="settings" element={<LazySettingsPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  </Suspense>
);

const Main = () => {
  const first = useFirstAccount();
  const { pathname } = useLocation();
  return (
    <main id="main" tabIndex={-1} className="relative min-h-0 min-w-0 flex-1 overflow-x-hidden overflow-y-auto">
      {first.state === 'failed' && (
        <div className="p-4">
          <ErrorNotice message={first.error ?? 'Your account could not be made.'} onRetry={first.retry} />
        </div>
      )}
      {first.state === 'making' ? (
        <Loading what="your first account, with test money" />
      ) : (
        <ErrorBoundary key={pathname.split('/')[1]}>{first.state !== 'checking' && <Pages />}</ErrorBoundary>
      )}
    </main>
  );
};

/** The frame around every page: where one can go, whether it is live, what money this is. */
export const Shell = () => (
  <LiveInbox>
    <LiveViewer />
    <SamePerson />
    <WatchedLog />
    <a
      href="#main"
      className="sr-only z-50 rounded-lg bg-surface px-4 py-3 font-semibold focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      Skip to the page
    </a>
    <div className="flex h-dvh">
      <Sidebar />
      <div className="flex min-w-0 flex-1 flex-col">
        <PhoneHeader />
        <Banners />
        <WaysInNotices />
        <Main />
        <StatusFooter />
        <BottomNav />
      </div>
    </div>
  </LiveInbox>
);
