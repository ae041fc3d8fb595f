import { parse } from '../shared/api.js';
import { element, find, keyed, say } from '../shared/dom.js';
import { indent, member } from '../shared/json.js';
import { duration, time } from '../shared/text.js';
import { answerParts, outcomeOf } from './outcome.js';
import { traceTools } from '../shared/trace.js';

// What happened to a request, step by step. A request that is kept for a device that is away will have more of them.
function steps(request, late) {
  const list = [{ at: request.at, text: 'Taken by the backend, passed on to the Device Service' }];
  if (request.status === undefined) list.push({ text: 'Waiting for the device' });
  else {
    const at = new Date(Date.parse(request.at) + request.elapsedms).toISOString();
    list.push({ at, text: outcomeOf(request.status, request.answer).word });
  }
  for (const confirmation of late) list.push({ at: confirmation.at, text: `A confirmation came later, with ${confirmation.status}` });
  return list;
}

function create(request) {
  const type = parse(request.text)?.type ?? '';
  const data = member(request.text ?? '', 'data');
  return element('li', { className: 'request' },
    element('article', { ariaLabel: `Request ${type}` },
      element('div', { className: 'heading' },
        element('h3', { className: 'mono' }, type),
        element('span', { className: 'badge', role: 'status' }),
        element('span', { className: 'quiet took' }),
        element('span', { className: 'end' }, traceTools(request.trace))),
      element('ol', { className: 'timeline', ariaLabel: 'Timeline' }),
      data === undefined ? undefined : element('details', {}, element('summary', {}, 'Data sent'), element('pre', { tabIndex: 0 }, indent(data))),
      element('div', { className: 'parts' })));
}

function update(request, late, item) {
  const [badge, took] = [item.querySelector('.badge'), item.querySelector('.took')];
  const waits = request.status === undefined;
  const { word, look } = waits ? { word: 'Waiting for the device', look: 'warn' } : outcomeOf(request.status, request.answer);
  say(badge, word);
  badge.className = `badge ${look}`;
  say(took, waits ? '' : duration(request.elapsedms));
  keyed(item.querySelector('.timeline'), steps(request, late), step => `${step.at}${step.text}`, step =>
    element('li', {}, element('span', { className: 'quiet mono' }, step.at ? time(step.at) : '…'), ` ${step.text}`));
  if (waits || item.dataset.done) return;
  item.dataset.done = 'yes';
  item.querySelector('.parts').replaceChildren(...answerParts(request.status, request.answer));
}

/** The requests that were sent through this backend, with their outcomes. */
export function showRequests(view) {
  const late = Map.groupBy(
    view.received.map(one => ({ at: one.at, ...parse(one.text) })).filter(event => event.type === 'mosaic.device.confirmation'),
    event => event.requestid);
  const requests = view.sent.filter(one => one.request && one.text !== undefined);
  find('no-requests').hidden = requests.length > 0;
  keyed(find('requests'), requests, one => one.sequence, create, (request, item) => {
    const id = parse(request.answer ?? '')?.id ?? parse(request.text)?.id;
    update(request, late.get(id) ?? [], item);
  });
}
