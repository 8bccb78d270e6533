/** The id of a message's element in the page, by the message's key. */
export const elementId = (key: string): string => `message-${key}`;
