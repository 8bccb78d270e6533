import { describe, expect, test } from 'vitest';
import { pathTo, placeOf } from '#client/app/place.ts';

describe('What an address shows', () => {
  test.each([
    ['/', '', { page: 'landing' }],
    ['/lobby', '', { page: 'room', room: 'lobby' }],
    ['/Lobby/', '', { page: 'room', room: 'lobby' }],
    ['/repair-caf%C3%A9/tea', '#0198', { page: 'channel', room: 'repair-café', channel: 'tea', message: '0198' }],
    ['/a/b/c', '', { page: 'nowhere' }],
    ['/%E0%A4%A', '', { page: 'nowhere' }],
    ['/%20', '', { page: 'nowhere' }],
    [`/${'x'.repeat(200)}`, '', { page: 'room', room: 'x'.repeat(80) }],
  ])('%s%s', (path, hash, place) => expect(placeOf(path, hash)).toEqual(place));

  test('a path leads back to where it was made', () => {
    expect(placeOf(pathTo('repair-café', 'наши-дела'), '')).toEqual({
      page: 'channel',
      room: 'repair-café',
      channel: 'наши-дела',
      message: null,
    });
  });
});
