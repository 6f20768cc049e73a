type News = { left: true } | { entered: string };

const CHANNEL = 'tuxedo.person';

/** Tabs share a session, so they tell each other who came and who went; each asks the server what is true. */
export const tellOtherTabs = (news: News): void => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(news);
  channel.close();
};

export const onOtherTabs = (listener: (news: News) => void): (() => void) => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<News>) => listener(data);
  return () => channel.close();
};
