/** How a program connects as the device: a title, what is needed, and the lines. */
export const snippets = ({ device, token, hive, endpoint }) => [
  {
    title: 'C#, with Mosaic.DeviceClient',
    lines: `await using var client = new DeviceClient(new DeviceClientOptions { Endpoint = new Uri("${endpoint}"), TokenProvider = _ => ValueTask.FromResult("${token}") });
await client.ConnectAsync();`,
  },
  {
    title: 'Shell, with curl and wscat (npm)',
    lines: `TOKEN=$(curl -s -X POST ${hive}/devices/${device}/token | grep -o '"token":"[^"]*"' | cut -d'"' -f4)
npx --yes wscat -c ${endpoint} -H "Authorization: Bearer $TOKEN"`,
  },
];
