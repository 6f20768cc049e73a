import { BrowserRouter } from 'react-router';
import { Toaster } from 'sonner';
import { ErrorBoundary } from './ErrorBoundary.js';
import { SessionGate } from './SessionGate.js';

/** The whole page. */
export const App = () => (
  <ErrorBoundary>
    <BrowserRouter>
      <SessionGate />
    </BrowserRouter>
    <Toaster position="top-right" toastOptions={{ classNames: { toast: 'tuxedo-toast' } }} />
  </ErrorBoundary>
);
