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
    <Toaster
      position="top-right"
      offset={{ top: 68 }}
      mobileOffset={{ top: 68 }}
      toastOptions={{ classNames: { toast: 'tuxedo-toast' } }}
    />
  </ErrorBoundary>
);
