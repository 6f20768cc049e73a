import clsx from 'clsx';
import { NavLink } from 'react-router';
import { NavCount } from './NavCount.js';
import { navItems } from './nav-items.js';

/** Navigation within a thumb's reach. */
export const BottomNav = () => (
  <nav aria-label="Main" className="border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden">
    <ul className="grid grid-cols-6">
      {navItems.map(({ to, name, Icon, counted }) => (
        <li key={to}>
          <NavLink
            to={to}
            className={({ isActive }) =>
              clsx(
                'flex min-h-14 flex-col items-center justify-center gap-0.5 text-[11px]',
                isActive ? 'font-semibold text-ink' : 'text-muted',
              )
            }
          >
            <span className="relative">
              <Icon size={20} aria-hidden />
              {counted && (
                <span className="absolute -top-2 left-3">
                  <NavCount />
                </span>
              )}
            </span>
            {name}
          </NavLink>
        </li>
      ))}
    </ul>
  </nav>
);
