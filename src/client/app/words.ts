/** What the frame around everything says. */
export const words = {
  offline: 'You are offline.',
  noConnection: 'No connection yet.',
  keepWriting: (waiting: number) =>
    waiting === 0
      ? 'Keep writing: messages wait on this device and go out in order.'
      : waiting === 1
        ? 'Keep writing: 1 message waits on this device and goes out by itself.'
        : `Keep writing: ${waiting} messages wait on this device and go out in order.`,
  short: (waiting: number) =>
    waiting === 0 ? 'Keep writing.' : waiting === 1 ? '1 message waits here.' : `${waiting} messages wait here.`,
  tryNow: 'Try now',
  landingTitle: 'Which room?',
  landingText: 'A room is a chat of its own. Open one that exists by its name, or give a new name and it is made for you.',
  roomName: 'Room',
  roomSuggestion: 'lobby',
  roomHint: (id: string) => `The link will be ${id}`,
  openRoom: 'Open',
  roomBad: 'A room needs a name with at least one letter or number.',
  nowhereTitle: 'Nothing lives at this address',
  nowhereText: 'A link here has a room and a channel, such as /lobby/general.',
  roomProblemTitle: 'This room cannot be opened',
  toStart: 'Choose another room',
  cannotStart: 'Parley cannot start here',
  crashTitle: 'Something broke on this page',
  crashText: 'Your drafts and waiting messages are kept on this device. Loading the page again usually helps.',
  reload: 'Reload',
  newVersion: 'A new version of Parley is here. It comes with the next start of this page.',
  keepsNothing: 'This browser keeps nothing on this device: what is not sent is lost when you close the page.',
  storageFull: 'This device is full: older messages are fetched from the server when you scroll to them.',
  channelRefused: (channel: string, problem: string) => `#${channel} stays as it was: ${problem}`,
  opening: 'Opening the room…',
  openingOffline: 'This room is not on this device yet, and there is no connection to its server.',
};
