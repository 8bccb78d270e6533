import { expect, test } from 'vitest';
import { outgoing, roomLeft } from '#client/composer/outgoing.ts';

test('control characters and the empty lines around a message are not sent', () => {
  expect(outgoing('\n \n  code\u0000 here\r\nnext \n\n')).toBe('  code here\nnext');
});

test('a message of spaces is nothing to send', () => expect(outgoing(' \n\t\n ')).toBe(''));

test('the count shows near the limit, and over it nothing is cut', () => {
  expect(roomLeft('x'.repeat(15_400), 16_000)).toEqual({ left: 600, near: false, over: false });
  expect(roomLeft('x'.repeat(15_600), 16_000)).toEqual({ left: 400, near: true, over: false });
  expect(roomLeft('x'.repeat(16_001), 16_000)).toEqual({ left: -1, near: true, over: true });
});
