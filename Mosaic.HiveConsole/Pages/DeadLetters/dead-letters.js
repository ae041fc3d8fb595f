import { call, explain, parse } from '../shared/api.js';
import { element, find, keyed, say } from '../shared/dom.js';
import { indent, member } from '../shared/json.js';
import { devicePage, number, short, time } from '../shared/text.js';
import { traceOf, traceTools } from '../shared/trace.js';

const reasons = {
  rejected: 'Refused by the backend',
  retry_limit: 'Failed for as long as it was tried',
  invalid_message: 'Not a message that can be delivered',
  delivery_limit: 'RabbitMQ gave up: instances kept ending with it',
};

// An answer that is a problem says it in its detail; any other is shown as it came.
const lastAnswer = ({ status, detail }) => [status ?? 'None', detail && short(parse(detail)?.detail ?? detail, 300)].filter(Boolean).join(': ');

// The message is fetched when it is looked at. Its own text is shown, not what JSON.parse makes of it.
function message({ key }) {
  const text = element('pre', { tabIndex: 0 });
  const details = element('details', {}, element('summary', {}, 'Message'), text);
  details.addEventListener('toggle', async () => {
    if (!details.open || text.textContent) return;
    const answer = await call('GET', `/dead-letters/${key}`);
    const event = answer.ok ? member(answer.text, 'event') : undefined;
    text.textContent = answer.ok ? (event ? indent(event) : atob(answer.json.body_base64 ?? '')) : explain(answer);
  });
  return details;
}

function create(letter) {
  const name = `letter ${letter.id ?? letter.key}`;
  return element('li', { className: 'letter' },
    element('article', { ariaLabel: `Dead ${name}` },
      element('div', { className: 'heading' },
        element('h3', { className: 'mono' }, letter.type || letter.id || letter.key),
        element('span', { className: 'badge bad' }, reasons[letter.reason] ?? letter.reason),
        element('span', { className: 'quiet' }, `${time(letter.at)}, after ${number(letter.attempts)} ${letter.attempts === 1 ? 'try' : 'tries'}`),
        element('span', { className: 'row end' },
          traceTools(traceOf(letter.traceparent)),
          element('button', { type: 'button', ariaLabel: `Replay ${name}`, disabled: !letter.device, onclick: () => replay(letter) }, 'Replay'),
          element('button', { type: 'button', ariaLabel: `Delete ${name}`, className: 'danger', onclick: () => remove(letter) }, 'Delete'))),
      element('dl', { className: 'facts' },
        element('dt', {}, 'Device'), element('dd', {}, letter.device
          ? element('a', { href: devicePage(letter.device), className: 'mono' }, letter.device) : 'none'),
        element('dt', {}, 'Id'), element('dd', { className: 'mono' }, letter.id ?? 'none'),
        element('dt', {}, 'Data'), element('dd', {}, `${number(letter.bytes)} bytes`),
        element('dt', {}, 'Last answer'), element('dd', {}, lastAnswer(letter))),
      message(letter)));
}

let asked = 0;

async function refresh() {
  const question = ++asked;
  const answer = await call('GET', '/dead-letters?limit=1000');
  if (question !== asked) return; // A later one knows better: answers may overtake each other.
  say('trouble', answer.ok ? '' : explain(answer));
  if (!answer.ok) return;
  const letters = answer.json.deadletters;
  say('count', letters.length === 0 ? '' : `(${answer.json.next ? 'the oldest ' : ''}${number(letters.length)})`);
  find('none').hidden = letters.length > 0;
  find('replay-all').disabled = letters.length === 0;
  keyed(find('letters'), letters, ({ key }) => key, create);
}

async function act(answer, done) {
  say('outcome', answer.ok ? done : '');
  await refresh();
  if (!answer.ok) say('trouble', explain(answer));
}

async function replay({ key, id }) {
  await act(await call('POST', `/dead-letters/${key}/replay`), `Letter ${id ?? key} is on its way again.`);
}

async function remove({ key, id }) {
  if (!confirm(`Delete the letter ${id ?? key}? The message is then gone.`)) return;
  await act(await call('DELETE', `/dead-letters/${key}`), `Letter ${id ?? key} is deleted.`);
}

find('refresh').addEventListener('click', () => act({ ok: true }, 'Refreshed.'));
find('replay-all').addEventListener('click', async () => {
  const answer = await call('POST', '/dead-letters/replay');
  await act(answer, `${number(answer.json?.replayed ?? 0)} letters are on their way again.`);
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
await refresh();
