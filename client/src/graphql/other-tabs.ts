type News = { left: true } | { entered: string };

const CHANNEL = 'tuxedo.person';

let channel: BroadcastChannel | undefined;
// One for hearing and telling, because a tab hears each channel but its own: what it told would come back before it is done.
const shared = (): BroadcastChannel => {
  channel ??= new BroadcastChannel(CHANNEL);
  return channel;
};

/** Tabs share a session, so they tell each other who came and who went; each asks the server what is true. */
export const tellOtherTabs = (news: News): void => shared().postMessage(news);

export const onOtherTabs = (listener: (news: News) => void): (() => void) => {
  const hear = ({ data }: MessageEvent<News>) => listener(data);
  shared().addEventListener('message', hear);
  return () => shared().removeEventListener('message', hear);
};
