// What a close code means and what a device does then: docs/device-protocol.md, "Closing".

const meanings = {
  1000: 'closed',
  1001: 'the service goes away',
  1003: 'a binary message',
  1005: 'closed without a reason',
  1006: 'the connection was lost',
  1007: 'not JSON',
  1009: 'a message was too large',
  1011: 'a fault of the service',
  1012: 'a planned restart',
  1013: 'the service is overloaded, or RabbitMQ is away',
  4000: 'the service heard nothing of the device',
  4001: 'the device did not read',
  4002: 'the subscription failed',
  4003: 'no token in time',
  4004: 'the device opens sessions too fast',
  4500: 'the protocol was broken',
  4501: 'the token is not good',
  4502: 'the token ran out',
  4503: 'the device has connected elsewhere; the newest connection wins',
  4504: 'the Hive Backend closed the session',
  4505: 'the Hive Backend has blocked the device',
};

export const meaning = code => `${code}: ${meanings[code] ?? 'unknown'}`;

export const wantsFreshToken = code => code === 4501 || code === 4502;

export const comesBack = code => [1001, 1005, 1006, 1011, 1012, 1013].includes(code) || (code >= 4000 && code <= 4499);
