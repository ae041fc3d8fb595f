import { consoleSettings, explain, get, post } from '../shared/api.js';
import { element, find, say } from '../shared/dom.js';
import { lastDevice, reached, remember } from '../shared/hints.js';
import { member, mistakeIn } from '../shared/json.js';
import { devicePage, isUuid, time } from '../shared/text.js';
import { DeviceConnection } from './device-connection.js';
import { addFrame, clearFrames } from './frames.js';
import { addRequest, clearRequests, startRequests } from './requests.js';

let websocket;
let connection = null;
let connectedAs = '';
let lastText = '';

function problemOf(answer) {
  return new Error(explain(answer));
}

async function register() {
  const answer = await post('/devices', {});
  if (!answer.ok) throw problemOf(answer);
  reached('register');
  return answer.json.device;
}

async function token(device) {
  const answer = await post(`/devices/${device}/token`, {});
  if (!answer.ok) throw problemOf(answer);
  return answer.json.token;
}

function showState(name, text) {
  const colors = { stopped: 0, connecting: 2, waiting: 2, connected: 1 };
  find('state').className = `state state-${colors[name]}`;
  say('state', text);
  find('connect').disabled = find('device').disabled = name !== 'stopped';
  find('disconnect').disabled = name === 'stopped';
  find('renew').disabled = name !== 'connected';
}

function showWelcome(frame) {
  say('trouble', '');
  reached('connect');
  find('no-session').hidden = true;
  find('facts').replaceChildren(...[
    ['Session', frame.session], ['Token expires', time(frame.expires)], ['Heartbeat', `${frame.heartbeat} s`],
    ['Window', `${frame.window} messages`], ['Largest message', `${frame.maxmessagebytes} bytes`],
  ].flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

// A browser does not say why a handshake failed; the backend can ask.
async function explainUnopened() {
  const { json } = await get('/console/api/websocket');
  if (!json || json.result === 'open') return;
  if (json.result === 'origin-refused') {
    connection.stop();
    say('trouble', `The WebSocket Service at ${json.endpoint} refuses pages of ${json.origin}. Add this origin to its setting `
      + `Connections:AllowedOrigins (environment: Connections__AllowedOrigins__0=${json.origin}) and connect again.`);
  } else if (json.result === 'unreachable') {
    say('trouble', `The WebSocket Service at ${json.endpoint} cannot be reached.`);
  } else {
    say('trouble', `The WebSocket Service at ${json.endpoint} answered the handshake with ${json.status}.`);
  }
}

async function connect() {
  say('trouble', '');
  let device = find('device').value.trim().toLowerCase();
  try {
    if (device !== '' && !isUuid(device)) throw new Error('This is no UUID such as 0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f.');
    device ||= await register();
  } catch (error) {
    say('trouble', error.message);
    return;
  }
  find('device').value = device;
  find('page').href = devicePage(device);
  find('its-page').hidden = false;
  remember(device);
  if (device !== connectedAs) {
    connectedAs = device;
    connection = newConnection(device);
    clearRequests();
  }
  connection.start();
}

const newConnection = device => new DeviceConnection(websocket, () => token(device), {
    state: showState,
    welcome: showWelcome,
    frame(direction, text) {
      if (direction === 'in') lastText = text;
      addFrame(direction, text);
    },
    request: frame => addRequest(frame, member(lastText, 'data')),
    settled: (kind, frame) => say('sent', kind === 'ack' ? `Acked: ${frame.ids.join(', ')}` : `Refused: ${frame.code}: ${frame.detail}`),
    unopened: explainUnopened,
  });

function answer(frame, status, data) {
  const id = crypto.randomUUID();
  const fields = ['"kind":"confirmation"', `"requestid":${JSON.stringify(frame.id)}`, `"id":"${id}"`, `"status":${status}`];
  // The answer belongs to the request's trace.
  if (frame.traceparent) fields.push(`"traceparent":${JSON.stringify(frame.traceparent)}`);
  if (data !== '') fields.push(`"data":${data}`);
  const taken = connection.answer(frame.id, id, `{${fields.join(',')}}`);
  if (taken) reached('answer');
  return taken;
}

function checkData() {
  const text = find('data').value.trim();
  const mistake = text === '' ? null : mistakeIn(find('data').value);
  find('data').setAttribute('aria-invalid', String(mistake !== null));
  find('data-note').classList.toggle('bad', mistake !== null);
  say('data-note', mistake ? mistake.message : text === '' ? 'No data' : 'Good JSON');
  return mistake === null;
}

function sendEvent() {
  if (!checkData()) return;
  if (!connection) {
    say('sent', 'Connect first.');
    return;
  }
  const data = find('data').value.trim();
  const id = crypto.randomUUID();
  const text = `{"kind":"event","type":${JSON.stringify(find('type').value)},"id":"${id}"${data === '' ? '' : `,"data":${data}`}}`;
  say('sent', connection.send(id, text) ? `${connection.waiting} waiting for their ack` : 'Too many messages wait for their acks.');
}

find('connection').addEventListener('submit', event => {
  event.preventDefault();
  connect();
});
find('disconnect').addEventListener('click', () => connection.stop());
find('renew').addEventListener('click', () => connection.renew());
find('send').addEventListener('submit', event => {
  event.preventDefault();
  sendEvent();
});
find('data').addEventListener('input', checkData);
find('clear').addEventListener('click', clearFrames);
startRequests(answer);
checkData();

find('device').value = new URLSearchParams(location.search).get('device') ?? lastDevice() ?? '';
({ websocket } = await consoleSettings());
find('connect').disabled = !websocket;
if (!websocket) {
  say('trouble', 'The console does not know where the WebSocket Service is: set Console:WebSocketUrl, for example to http://localhost:5100.');
}
