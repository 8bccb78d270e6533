const count = new Intl.NumberFormat('en-GB');

/** What the composer says. */
export const words = {
  label: 'Message',
  placeholder: (channel: string) => `Message #${channel}`,
  first: (channel: string) => `Say the first thing in #${channel}`,
  send: 'Send',
  queue: 'Queue',
  save: 'Save',
  left: (left: number) => `${count.format(left)} characters left`,
  over: (over: number, limit: number) =>
    `${count.format(over)} characters too many. A message holds ${count.format(limit)}; nothing is cut off, shorten it or send it in parts.`,
  refused: (length: number, limit: number) =>
    `${count.format(length)} characters are too many to paste: a message holds ${count.format(limit)}. Nothing was added.`,
  kept: 'Draft kept on this device',
  lastInTouch: (time: string) => `Last in touch with the server at ${time}`,
  neverInTouch: 'Not yet in touch with the server',
  replyingTo: 'Replying to',
  editing: 'Editing your message',
  cancelReply: 'Cancel reply',
  cancelEdit: 'Cancel edit',
  gone: 'a message that is not on this device',
  removed: 'a message that was removed',
};
