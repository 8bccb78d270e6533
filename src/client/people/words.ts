/** What the people panel says. */
export const words = {
  title: 'People',
  close: 'Close',
  invite: 'Copy invite link',
  copied: 'Invite link copied',
  you: 'you',
  helpers: 'Helpers',
  helperHint: 'Answers when you write @AI',
};
