import { createContext, useContext } from 'react';

/** Id of whoever this page is shown to: what is kept in the browser is kept under it. */
export const Person = createContext('');

export const usePerson = (): string => useContext(Person);
