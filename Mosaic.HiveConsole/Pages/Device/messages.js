import { element, find, keyed } from '../shared/dom.js';
import { indent, member } from '../shared/json.js';
import { parse } from '../shared/api.js';
import { short, time } from '../shared/text.js';
import { traceOf, traceTools } from '../shared/trace.js';

function received({ sequence, at, deliveries, traceparent, text, textcut }) {
  const event = parse(text) ?? {};
  return {
    key: `from-${sequence}`,
    from: true,
    at,
    kind: event.kind === 'confirmation' ? 'Late confirmation' : 'Event',
    type: event.type ?? '',
    id: event.id,
    text,
    cut: textcut,
    deliveries,
    trace: traceOf(event.traceparent) ?? traceOf(traceparent),
  };
}

function sent({ sequence, at, request, text = '', textcut, trace }) {
  const body = parse(text) ?? {};
  return { key: `to-${sequence}`, from: false, at, kind: request ? 'Request' : 'Event', type: body.type ?? '', id: body.id, text, cut: textcut, trace };
}

function create(message) {
  const data = member(message.text, 'data');
  return element('li', { className: `message ${message.from ? 'from' : 'to'} fresh` },
    element('details', {},
      element('summary', {},
        element('span', { className: 'arrow', title: message.from ? 'From the device' : 'To the device' }, message.from ? 'From device' : 'To device'),
        ` ${message.kind} `, element('b', { className: 'mono' }, message.type),
        element('span', { className: 'quiet' }, ` ${time(message.at)} `),
        element('code', { className: 'data' }, data === undefined ? '' : short(data.replace(/\s+/g, ' ')))),
      element('pre', { tabIndex: 0 }, indent(message.text)),
      message.cut ? element('p', { className: 'warn' }, 'Longer than what is kept here: this is its beginning.') : undefined,
      message.deliveries > 1 ? element('p', { className: 'quiet' }, `Delivered ${message.deliveries} times.`) : undefined,
      traceTools(message.trace)));
}

/** Messages both ways, as one list. */
export function showMessages(view) {
  const all = [...view.received.map(received), ...view.sent.filter(one => one.text !== undefined).map(sent)]
    .sort((one, other) => (one.at < other.at ? 1 : -1))
    .slice(0, 60);
  find('no-messages').hidden = all.length > 0;
  keyed(find('messages'), all, message => message.key, create);
}
