import { call, explain, get } from '../shared/api.js';
import { find, say } from '../shared/dom.js';
import { number } from '../shared/text.js';
import { describeFaults, showFaults } from '../shared/fault-banner.js';

const period = 2000;
const asNumber = id => (find(id).value === '' ? undefined : Number(find(id).value));

function show(answer) {
  if (!answer.ok) {
    say('trouble', explain(answer));
    return;
  }
  const text = describeFaults(answer.json);
  say('plan', text ?? 'The backend is well: every delivery is taken.');
  find('plan').className = text ? 'bad strong' : 'good strong';
  find('heal').disabled = !text;
}

async function count() {
  const stats = await get('/stats');
  if (!stats.ok) return;
  const { failedbyfault: failed, received } = stats.json;
  say('failed', `${number(failed)} ${failed === 1 ? 'delivery' : 'deliveries'} failed on purpose so far, ${number(received)} events were received.`);
}

async function set(plan) {
  const answer = await call('PUT', '/faults', JSON.stringify(plan));
  say('trouble', answer.ok ? '' : explain(answer));
  show(await showFaults());
}

function own() {
  const how = find('how').value;
  return {
    status: how === 'status' ? asNumber('status') : undefined,
    retryafter: how === 'status' ? asNumber('retryafter') : undefined,
    hang: how === 'hang',
    down: how === 'down',
    share: (asNumber('share') ?? 100) / 100,
    delayms: asNumber('delayms') ?? 0,
    device: find('device').value.trim() || undefined,
  };
}

find('how').addEventListener('change', () => { find('status-fields').hidden = find('how').value !== 'status'; });
find('own').addEventListener('submit', event => {
  event.preventDefault();
  set(own());
});
for (const button of find('quick').querySelectorAll('button')) button.addEventListener('click', () => set(JSON.parse(button.dataset.plan)));
find('heal').addEventListener('click', async () => {
  const answer = await call('DELETE', '/faults');
  say('trouble', answer.ok ? '' : explain(answer));
  show(await showFaults());
});

find('device').value = new URLSearchParams(location.search).get('device') ?? '';
for (;;) {
  if (!document.hidden) {
    show(await get('/faults'));
    await count();
  }
  await new Promise(resolve => setTimeout(resolve, period));
}
