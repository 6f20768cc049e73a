import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '../../ui/Button.js';
import { chooseTheme, type Theme, useTheme } from '../../ui/browser/theme.js';

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const icons = { system: Monitor, light: Sun, dark: Moon } as const;

export const ThemeButton = () => {
  const theme = useTheme();
  const Icon = icons[theme];
  return <IconButton label={`Theme: ${theme}`} icon={<Icon size={17} />} onClick={() => chooseTheme(next[theme])} />;
};
