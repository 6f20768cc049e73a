import { chooseTheme, type Theme, useTheme } from '../ui/browser/theme.js';
import { Panel } from '../ui/Panel.js';
import { Tabs } from '../ui/Tabs.js';

const themes: { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export const ThemeChoice = () => (
  <Panel title="Appearance">
    <Tabs label="Theme" tabs={themes} value={useTheme()} onChange={chooseTheme} />
  </Panel>
);
