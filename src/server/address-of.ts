import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** IPv6 hands out networks of 64 bits to one customer; whoever has one has all addresses in it. */
function network(address: string): string {
  if (!isIPv6(address)) return address;
  const bare = address.split('%', 1)[0] ?? address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(bare);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [front = '', back = ''] = bare.toLowerCase().split('::');
  const head = front.split(':').filter(Boolean);
  const tail = back.split(':').filter(Boolean);
  const groups = [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/u, ''))
    .join(':')}::/64`;
}

/**
 * Where a connection comes from, as one text per person who could be limited by it: an IPv4
 * address, or the /64 network of an IPv6 one.
 *
 * @param trustProxy whose `X-Forwarded-For` is believed: nobody's, everybody's, or that of so many
 *   proxies before this server
 */
export function addressOf(request: IncomingMessage, trustProxy: boolean | number): string {
  const own = request.socket.remoteAddress ?? '';
  if (trustProxy === false) return network(own);
  const header = request.headers['x-forwarded-for'] ?? '';
  const said = (Array.isArray(header) ? header.join() : header)
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const way = [own, ...said.reverse()];
  return network(way[Math.min(trustProxy === true ? way.length - 1 : trustProxy, way.length - 1)] ?? own);
}
