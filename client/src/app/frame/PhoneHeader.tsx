import { Link } from 'react-router';
import { Logo } from '../../ui/Logo.js';
import { NetworkInUse } from './NetworkInUse.js';
import { StopButton } from './StopButton.js';
import { ThemeButton } from './ThemeButton.js';

export const PhoneHeader = () => (
  <header className="flex min-h-14 items-center justify-between gap-2 border-b border-line bg-surface px-4 lg:hidden">
    <Link to="/chat" aria-label="Tuxedo, new conversation" className="inline-flex min-h-11 items-center">
      <Logo />
    </Link>
    <div className="flex items-center gap-1">
      <NetworkInUse />
      <StopButton />
      <ThemeButton />
    </div>
  </header>
);
