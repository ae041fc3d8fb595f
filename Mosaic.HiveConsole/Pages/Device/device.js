import { call, explain, get } from '../shared/api.js';
import { copyButton, element, find, keyed, say } from '../shared/dom.js';
import { isUuid, states, time } from '../shared/text.js';
import { showMessages } from './messages.js';
import { showRequests } from './requests.js';
import { startSending } from './send.js';

const period = 1000;
const device = (new URLSearchParams(location.search).get('id') ?? '').toLowerCase();
let version = '';

function showHistory(history) {
  find('no-history').hidden = history.length > 0;
  keyed(find('history'), history, one => `${one.epoch}${one.connected}`, one => element('tr', {},
    element('th', { scope: 'row' }, time(one.at)),
    element('td', {}, element('span', { className: `state state-${one.connected ? 1 : 0}` }, one.connected ? 'Connected' : 'Disconnected')),
    element('td', {}, one.reason ?? ''),
    element('td', {}, element('code', {}, one.session ?? ''))));
}

function show(view) {
  version = String(view.version);
  find('state').className = `state state-${view.state}`;
  say('state', states[view.state]);
  say('why', [
    view.deliveryrefused ? 'The backend did not take the last delivery of its messages.' : '',
    view.requestfailed ? 'The last request was not confirmed in time, or answered with 500 or above.' : '',
  ].filter(Boolean).join(' '));
  find('close-session').disabled = !view.connected;
  showHistory(view.history);
  showRequests(view);
  showMessages(view);
}

async function refresh() {
  const answer = await get(`/console/api/devices/${device}?version=${version}`);
  say('trouble', answer.ok ? '' : explain(answer));
  if (answer.status === 200) show(answer.json);
}

async function closeSession() {
  const answer = await call('DELETE', `/devices/${device}/session`);
  find('answer').replaceChildren(element('p', {}, answer.ok ? 'The session is being closed.' : explain(answer)));
}

async function follow() {
  for (;;) {
    if (!document.hidden) await refresh();
    await new Promise(resolve => setTimeout(resolve, period));
  }
}

if (isUuid(device)) {
  document.title = `Device ${device.slice(0, 8)} · Mosaic Hive console`;
  find('id').textContent = device;
  find('copy-id').append(copyButton('Copy UUID', device));
  find('as-browser').href = `/console/browser-device?device=${device}`;
  find('close-session').addEventListener('click', closeSession);
  startSending(device, refresh);
  find('device').hidden = false;
  document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
  await follow();
} else {
  find('which').hidden = false;
  if (device) find('open-mistake').textContent = 'The address holds no UUID.';
  find('open-form').addEventListener('submit', event => {
    event.preventDefault();
    const id = find('open-id').value.trim();
    if (isUuid(id)) location.search = `?id=${id}`;
    else find('open-mistake').textContent = 'This is no UUID such as 0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f.';
  });
}
