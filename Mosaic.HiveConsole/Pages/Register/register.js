import { consoleSettings, explain, post } from '../shared/api.js';
import { copyButton, element, find, say } from '../shared/dom.js';
import { reached, remember } from '../shared/hints.js';
import { devicePage, isUuid, time } from '../shared/text.js';
import { snippets } from './snippets.js';

async function show({ device, token, expires }) {
  find('registered').textContent = device;
  find('copy-device').replaceChildren(copyButton('Copy UUID', device));
  find('token').textContent = token;
  find('copy-token').replaceChildren(copyButton('Copy token', token));
  find('expires').textContent = `valid until ${time(expires)}`;
  find('browser').href = `/console/browser-device?device=${device}`;
  find('page').href = devicePage(device);
  const endpoint = (await consoleSettings()).websocket ?? 'ws://localhost:5100/ws';
  find('snippets').replaceChildren(...snippets({ device, token, hive: location.origin, endpoint }).map(({ title, lines }) =>
    element('div', {},
      element('div', { className: 'heading' }, element('h3', {}, title),
        element('span', { className: 'end' }, copyButton('Copy', lines, { ariaLabel: `Copy the lines: ${title}` }))),
      element('pre', { tabIndex: 0 }, lines))));
  find('result').hidden = find('connect').hidden = false;
  find('result-title').focus();
}

async function register() {
  const device = find('device').value.trim();
  const wrong = device !== '' && !isUuid(device);
  find('device').setAttribute('aria-invalid', String(wrong));
  say('device-note', wrong ? 'This is no UUID such as 0198c0de-6b1f-7c3a-9f42-2f6f0c1d2e3f.' : '');
  if (wrong) {
    find('device').focus();
    return;
  }
  const answer = await post('/devices', { device: device || undefined, expiresin: Number(find('expiresin').value) || undefined });
  say('trouble', answer.ok ? '' : explain(answer));
  if (!answer.ok) return;
  remember(answer.json.device);
  reached('register');
  await show(answer.json);
}

find('form').addEventListener('submit', event => {
  event.preventDefault();
  register();
});
