import { createContext, useContext } from 'react';

/** Whether what is inside this message can be reached with Tab: the list is one tab stop, its current message the next. */
const InnerStop = createContext(false);
export const InnerStopProvider = InnerStop.Provider;

/** The `tabIndex` of a link or button inside a message. */
export function useInnerTabIndex(): 0 | -1 {
  return useContext(InnerStop) ? 0 : -1;
}
