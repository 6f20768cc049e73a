import { afterEach, expect, it, vi } from 'vitest';
import { onOtherTabs, tellOtherTabs } from './other-tabs.js';

const other = new BroadcastChannel('tuxedo.person');
afterEach(() => other.close());

it('a tab hears the others, and never itself', async () => {
  const [heard, told] = [[] as unknown[], [] as unknown[]];
  const end = onOtherTabs((news) => heard.push(news));
  other.onmessage = ({ data }: MessageEvent) => told.push(data);
  tellOtherTabs({ left: true });
  await vi.waitFor(() => expect(told).toEqual([{ left: true }]));
  other.postMessage({ entered: 'usr_1' });
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
  expect(heard).toEqual([{ entered: 'usr_1' }]);
  end();
});
