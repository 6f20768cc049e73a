import { useEffect } from 'react';

let page = '';
let waiting = 0;

const show = (): void => {
  const name = page ? `${page} · Tuxedo` : 'Tuxedo';
  document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
};

export const useTitle = (title: string): void => {
  useEffect(() => {
    page = title;
    show();
  }, [title]);
};

/** The number of approvals that wait, in front of every title. */
export const useTitleCount = (count: number): void => {
  useEffect(() => {
    waiting = count;
    show();
    return () => {
      waiting = 0;
      show();
    };
  }, [count]);
};
