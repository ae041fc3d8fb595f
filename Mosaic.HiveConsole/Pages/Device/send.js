import { call } from '../shared/api.js';
import { element, find, say } from '../shared/dom.js';
import { reached } from '../shared/hints.js';
import { mistakeIn } from '../shared/json.js';
import { answerParts, outcomeOf } from './outcome.js';

const kind = () => document.querySelector('input[name=kind]:checked').value;

function note(id, text, bad) {
  find(id).setAttribute('aria-invalid', String(bad));
  const place = find(`${id}-note`);
  place.classList.toggle('bad', bad);
  say(place, text);
}

function checkData() {
  const text = find('data').value;
  const mistake = text.trim() === '' ? null : mistakeIn(text);
  note('data', mistake ? mistake.message : text.trim() === '' ? 'No data' : 'Good JSON', mistake !== null);
  return mistake === null;
}

function checkType() {
  const missing = find('type').value.trim() === '';
  note('type', missing ? 'The type must not be empty' : '', missing);
  return !missing;
}

// Put together as text: the data must arrive byte for byte, and JSON.stringify would write its numbers anew.
function body() {
  const fields = [`"type":${JSON.stringify(find('type').value.trim())}`];
  const data = find('data').value.trim();
  if (data !== '') fields.push(`"data":${data}`);
  if (find('ttl').value !== '') fields.push(`"ttl":${find('ttl').value}`);
  if (kind() === 'requests' && find('timeout').value !== '') fields.push(`"timeout":${find('timeout').value}`);
  return `{${fields.join(',')}}`;
}

function showKind() {
  const request = kind() === 'requests';
  find('timeout-field').hidden = !request;
  find('send-button').textContent = request ? 'Send the request' : 'Send the event';
}

async function send(device, changed) {
  const place = find('answer');
  const what = kind();
  place.replaceChildren(element('p', {}, what === 'requests' ? 'Waiting for the device to answer…' : 'Sending…'));
  if (what === 'requests') reached('request');
  // Several may be under way; the answer shown is that of the last one that was sent.
  const turn = place.dataset.turn = String(Number(place.dataset.turn ?? 0) + 1);
  setTimeout(changed, 100);
  const answer = await call('POST', `/devices/${device}/${what}`, body());
  changed();
  if (place.dataset.turn !== turn) return;
  const { word, look } = outcomeOf(answer.status, answer.text);
  place.replaceChildren(
    element('p', {}, element('span', { className: `badge ${look}` }, answer.status === 0 ? 'The Hive Backend does not answer' : word)),
    ...answerParts(answer.status, answer.text));
}

/** The form that sends an event or a request. Whenever something may have changed, it says so. */
export function startSending(device, changed) {
  find('data').addEventListener('input', checkData);
  find('type').addEventListener('input', checkType);
  for (const choice of document.querySelectorAll('input[name=kind]')) choice.addEventListener('change', showKind);
  find('send').addEventListener('submit', event => {
    event.preventDefault();
    if (!checkType()) find('type').focus();
    else if (!checkData()) find('data').focus();
    else send(device, changed);
  });
  checkData();
  showKind();
}
