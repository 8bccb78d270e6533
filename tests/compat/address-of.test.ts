import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf } from '#server/address-of.ts';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  return {
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage;
}

test('an IPv4 address is itself, also where it is written as an IPv6 one', () => {
  expect(addressOf(from('192.0.2.7'), false)).toBe('192.0.2.7');
  expect(addressOf(from('::ffff:192.0.2.7'), false)).toBe('192.0.2.7');
});

test('whoever has one address of an IPv6 network has all of its /64', () => {
  for (const address of ['2001:db8:1:2::1', '2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:DB8:1:2:0:0:0:9']) {
    expect(addressOf(from(address), false)).toBe('2001:db8:1:2::/64');
  }
  expect(addressOf(from('2001:db8:1:3::1'), false)).toBe('2001:db8:1:3::/64');
  expect(addressOf(from('::1'), false)).toBe('0:0:0:0::/64');
  expect(addressOf(from('fe80::1%eth0'), false)).toBe('fe80:0:0:0::/64');
});

test('X-Forwarded-For is believed of as many proxies as the operator says', () => {
  const request = from('10.0.0.1', '203.0.113.9, 198.51.100.2');
  expect(addressOf(request, false)).toBe('10.0.0.1');
  expect(addressOf(request, 0)).toBe('10.0.0.1');
  expect(addressOf(request, 1)).toBe('198.51.100.2');
  expect(addressOf(request, 2)).toBe('203.0.113.9');
  expect(addressOf(request, 5)).toBe('203.0.113.9');
  expect(addressOf(request, true)).toBe('203.0.113.9');
  expect(addressOf(from('10.0.0.1'), true)).toBe('10.0.0.1');
});
