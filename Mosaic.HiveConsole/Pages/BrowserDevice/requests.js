import { element, find, keyed, say } from '../shared/dom.js';
import { indent, mistakeIn } from '../shared/json.js';
import { time } from '../shared/text.js';

let waiting = [];
let answer;

function show() {
  find('no-requests').hidden = waiting.length > 0;
  keyed(find('requests'), waiting, request => request.frame.id, create);
}

function left(deadline) {
  const seconds = (Date.parse(deadline) - Date.now()) / 1000;
  return seconds > 0 ? `${Math.ceil(seconds)} s left` : 'too late: the answer will be delivered as an event';
}

function create(request) {
  const { frame, data } = request;
  const name = `answer-${crypto.randomUUID()}`;
  const status = element('input', { type: 'number', id: `${name}-status`, min: '100', max: '599', value: '200' });
  const text = element('textarea', { id: `${name}-data`, className: 'mono', rows: 2, spellcheck: false });
  const note = element('span', { className: 'note bad', role: 'status' });
  const form = element('form', {
    noValidate: true,
    onsubmit: event => {
      event.preventDefault();
      submit(request, status, text, note);
    },
  },
  element('div', { className: 'field' }, element('label', { htmlFor: status.id }, 'Status'), status),
  element('div', { className: 'field' }, element('label', { htmlFor: text.id }, 'Data (JSON; may stay empty)'), text, note),
  element('button', { className: 'primary' }, 'Answer'));
  text.value = '{"done":true}';
  return element('li', { className: 'request' },
    element('article', { ariaLabel: `Request ${frame.type}` },
      element('div', { className: 'heading' },
        element('h3', { className: 'mono' }, frame.type),
        element('span', { className: 'quiet deadline', title: time(frame.deadline) }, left(frame.deadline))),
      data === undefined ? undefined : element('pre', { tabIndex: 0 }, indent(data)),
      form));
}

function submit(request, status, text, note) {
  const number = Number(status.value);
  const wrongStatus = !Number.isInteger(number) || number < 100 || number > 599;
  const mistake = text.value.trim() === '' ? null : mistakeIn(text.value);
  status.setAttribute('aria-invalid', String(wrongStatus));
  text.setAttribute('aria-invalid', String(mistake !== null));
  say(note, wrongStatus ? 'The status must be 100 to 599.' : mistake?.message ?? '');
  if (wrongStatus || mistake) return;
  if (!answer(request.frame, number, text.value.trim())) {
    say(note, 'Too many messages wait for their acks.');
    return;
  }
  waiting = waiting.filter(other => other !== request);
  show();
}

/** A request to answer by hand; one that waits already is the same one, come twice. */
export function addRequest(frame, data) {
  if (waiting.some(other => other.frame.id === frame.id)) return;
  waiting.push({ frame, data });
  show();
}

export function clearRequests() {
  waiting = [];
  show();
}

export function startRequests(answerWith) {
  answer = answerWith;
  setInterval(() => {
    for (const [place, label] of [...document.querySelectorAll('#requests .deadline')].entries())
      if (waiting[place]) say(label, left(waiting[place].frame.deadline));
  }, 1000);
}
