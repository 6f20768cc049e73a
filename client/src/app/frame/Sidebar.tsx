import clsx from 'clsx';
import { Link, NavLink } from 'react-router';
import { ThreadList } from '../../chat/ThreadList.js';
import { Logo } from '../../ui/Logo.js';
import { NavCount } from './NavCount.js';
import { NetworkInUse } from './NetworkInUse.js';
import { navItems } from './nav-items.js';
import { StopButton } from './StopButton.js';
import { ThemeButton } from './ThemeButton.js';

/** Navigation on a wide screen, with the conversations below it. */
export const Sidebar = () => (
  <aside className="hidden w-64 shrink-0 flex-col gap-5 border-r border-line p-3 lg:flex" aria-label="Sidebar">
    <div className="flex items-center justify-between pl-2">
      <Link to="/chat" aria-label="Tuxedo, new conversation" className="inline-flex min-h-11 items-center">
        <Logo />
      </Link>
      <div className="flex">
        <StopButton />
        <ThemeButton />
      </div>
    </div>
    <nav aria-label="Main">
      <ul className="flex flex-col gap-0.5">
        {navItems.map(({ to, name, Icon, counted }) => (
          <li key={to}>
            <NavLink
              to={to}
              className={({ isActive }) =>
                clsx(
                  'flex min-h-11 items-center gap-3 rounded-[10px] px-3 text-[15px] transition-colors',
                  isActive ? 'bg-sunken font-semibold text-ink' : 'text-muted hover:bg-sunken hover:text-ink',
                )
              }
            >
              <Icon size={18} aria-hidden />
              <span className="flex-1">{name}</span>
              {counted && <NavCount />}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
    <ThreadList />
    <div className="px-2 pb-1">
      <NetworkInUse />
    </div>
  </aside>
);
