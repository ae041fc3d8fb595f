import { get } from '../shared/api.js';
import { element, find, keyed, say } from '../shared/dom.js';
import { devicePage, number, short, states, time } from '../shared/text.js';

const pageSize = 50;
// Not with every frame: a list that is read must hold still long enough.
const period = 500;
// What the devices sent last is asked for at most so often, for those that are shown.
const askPeriod = 1000;

/** The same devices as the mosaic, to search and to walk through with the keyboard. */
export class DeviceList {
  #fleet;
  #page = 0;
  #due = 0;
  #shown = [];
  // By device, what it sent last; null until that has been asked for.
  #last = null;
  #stale = false;
  #asking = false;

  constructor(fleet) {
    this.#fleet = fleet;
    for (const id of ['search', 'only']) find(id).addEventListener('input', () => this.#turn(0));
    find('earlier').addEventListener('click', () => this.#turn(this.#page - 1));
    find('later').addEventListener('click', () => this.#turn(this.#page + 1));
  }

  refresh() {
    this.#due ||= setTimeout(() => {
      this.#due = 0;
      this.#show();
    }, period);
  }

  /** Messages of these devices have arrived. */
  pulsed(indexes) {
    if (indexes.some(index => this.#shown.includes(index))) this.#ask();
  }

  #turn(page) {
    this.#page = page;
    this.#show();
  }

  #find() {
    const text = find('search').value.trim().toLowerCase();
    const only = find('only').value;
    const { ids, states: known } = this.#fleet;
    const found = [];
    for (let index = 0; index < ids.length; index++)
      if ((only === '' || known[index] === Number(only)) && (text === '' || ids[index].includes(text))) found.push(index);
    return found;
  }

  #show() {
    const found = this.#find();
    const pages = Math.max(1, Math.ceil(found.length / pageSize));
    this.#page = Math.min(this.#page, pages - 1);
    const from = this.#page * pageSize;
    const shown = this.#shown = found.slice(from, from + pageSize);
    say('found', found.length === 0 ? 'None' : `${number(from + 1)} to ${number(from + shown.length)} of ${number(found.length)}`);
    say('no-rows', this.#fleet.size === 0 ? 'No device yet: each gets a row here when it is registered or connects.' : 'No device matches the search and the state above.');
    find('no-rows').hidden = found.length > 0;
    find('earlier').disabled = this.#page === 0;
    find('later').disabled = this.#page === pages - 1;
    this.#write();
    this.#ask();
  }

  #write() {
    keyed(find('rows'), this.#shown, index => this.#fleet.ids[index], index => this.#row(index), (index, row) => this.#update(index, row));
  }

  async #ask() {
    this.#stale = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#stale && this.#shown.length > 0) {
      this.#stale = false;
      const { json } = await get(`/console/api/devices?${this.#shown.map(index => `id=${this.#fleet.ids[index]}`).join('&')}`);
      if (json?.devices) this.#last = new Map(json.devices.map(({ device, lastmessage }) => [device, lastmessage]));
      this.#write();
      await new Promise(resolve => setTimeout(resolve, askPeriod));
    }
    this.#asking = false;
  }

  #row(index) {
    const id = this.#fleet.ids[index];
    return element('tr', {},
      element('th', { scope: 'row' }, element('a', { href: devicePage(id), className: 'mono' }, id)),
      element('td', {}, element('span', {})),
      element('td', {}, element('b', { className: 'mono' }), ' ', element('code', { className: 'quiet' })),
      element('td', { className: 'quiet' }));
  }

  #update(index, row) {
    const state = this.#fleet.states[index];
    const [, stateCell, message, at] = row.children;
    stateCell.firstChild.className = `state state-${state}`;
    say(stateCell.firstChild, states[state]);
    const last = this.#last?.get(this.#fleet.ids[index]);
    say(message.firstChild, last?.type ?? '');
    say(message.lastChild, last ? short(last.data ?? '', 100) : this.#last ? 'No message yet' : '');
    say(at, time(last?.at));
  }
}
