import { parse } from '../shared/api.js';
import { element } from '../shared/dom.js';
import { indent, member } from '../shared/json.js';
import { duration } from '../shared/text.js';

const words = {
  confirmed: 'Confirmed',
  not_sent: 'Not sent',
  unconfirmed: 'Not confirmed',
};

/** What an answer says: a word, how good it is, and the answer's parts. */
export function outcomeOf(status, text) {
  const answer = parse(text) ?? {};
  const code = typeof answer.type === 'string' ? answer.type.split(':').at(-1) : undefined;
  if (status === 0) return { word: 'Nobody waited for the answer', look: 'warn', answer, code };
  if (answer.outcome === 'confirmed')
    return { word: `Confirmed with ${answer.status}`, look: answer.status >= 400 ? 'warn' : 'good', answer, code };
  if (words[answer.outcome]) return { word: words[answer.outcome], look: 'bad', answer, code };
  if (answer.delivery) return { word: answer.delivery === 'sent' ? 'Sent' : 'Queued', look: 'good', answer, code };
  return { word: status < 300 ? `Accepted (${status})` : `Refused (${status})`, look: status < 300 ? 'good' : 'bad', answer, code };
}

/** The answer as a list of names and values, its data with the very text that came. */
export function answerParts(status, text, elapsed) {
  const { answer, code } = outcomeOf(status, text);
  const facts = [
    ['HTTP', status === 0 ? undefined : String(status)],
    ['Problem', code],
    ['Outcome', answer.outcome],
    ['Safe to retry', answer.safetoretry === undefined ? undefined : answer.safetoretry ? 'yes' : 'no, the device may have done it'],
    ['Device status', answer.outcome === 'confirmed' ? String(answer.status) : undefined],
    ['Took', elapsed === undefined ? undefined : duration(elapsed)],
    ['Detail', answer.detail],
    ['Id', answer.id],
  ];
  const data = member(text, 'data');
  return [
    element('dl', { className: 'facts' }, ...facts.filter(([, value]) => value !== undefined && value !== '')
      .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])),
    data === undefined ? undefined : element('p', { className: 'label' }, 'Data of the answer'),
    data === undefined ? undefined : element('pre', { tabIndex: 0 }, indent(data)),
  ].filter(Boolean);
}
