const shown = 50;
const period = 2000;
const find = id => document.getElementById(id);

async function get(path) {
  const answer = await fetch(path, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

// Everything shown came from a device or a caller, so it is only ever set as text.
function row(cells) {
  const line = document.createElement('tr');
  for (const [index, value] of cells.entries()) {
    const cell = document.createElement(index === 0 ? 'th' : 'td');
    if (index === 0) cell.scope = 'row';
    cell.append(value ?? '');
    line.append(cell);
  }
  return line;
}

function fill(id, rows, empty) {
  if (rows.length === 0) {
    const line = row([empty]);
    line.firstChild.colSpan = 5;
    rows = [line];
  }
  find(id).replaceChildren(...rows);
}

function time(text) {
  return text ? new Date(text).toLocaleString() : '';
}

function code(value) {
  const element = document.createElement('code');
  element.textContent = JSON.stringify(value);
  return element;
}

async function showDevices() {
  const registered = (await get('/registrations')).devices;
  const devices = new Map(registered.map(device => [device.device, device]));
  let trouble = '';
  try {
    for (const device of (await get(`/devices?limit=${shown}`)).devices ?? [])
      devices.set(device.device, { ...devices.get(device.device), ...device });
  } catch (error) {
    trouble = `The Device Service does not say who is connected: ${error.message}.`;
  }
  const states = { true: 'connected', false: 'offline' };
  fill('devices', [...devices.values()].slice(-shown).map(device => row([
    device.device, states[device.connected] ?? 'unknown', time(device.since), time(device.expires),
  ])), 'No device yet: POST /devices registers one.');
  return trouble;
}

async function showMessages() {
  const stats = await get('/stats');
  find('counts').textContent = `${stats.received} events received, ${stats.duplicates} of them repeats; `
    + `${stats.signaturefailures} deliveries with a bad signature; ${stats.devices} devices registered.`;
  const after = Math.max(0, stats.lastsequence - shown);
  const { messages } = await get(`/messages?after=${after}&limit=${shown}`);
  fill('messages', messages.reverse().map(message => row([
    String(message.sequence), time(message.receivedat), message.event.device, message.event.type, code(message.event),
  ])), 'No message yet.');
}

async function refresh() {
  let trouble;
  try {
    await showMessages();
    trouble = await showDevices();
  } catch (error) {
    trouble = `The Hive Backend does not answer: ${error.message}.`;
  }
  if (find('trouble').textContent !== trouble) find('trouble').textContent = trouble;
}

for (;;) {
  if (find('follow').checked && !document.hidden) await refresh();
  await new Promise(resolve => setTimeout(resolve, period));
}
