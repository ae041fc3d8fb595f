import { element, find, keyed, say } from '../shared/dom.js';
import { devicePage, number, states } from '../shared/text.js';

const pageSize = 50;
// Not with every frame: a list that is read must hold still long enough.
const period = 500;

/** The same devices as the mosaic, to search and to walk through with the keyboard. */
export class DeviceList {
  #fleet;
  #page = 0;
  #due = 0;

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
    const shown = found.slice(from, from + pageSize);
    say('found', found.length === 0 ? 'No device fits.' : `${number(from + 1)} to ${number(from + shown.length)} of ${number(found.length)}`);
    find('earlier').disabled = this.#page === 0;
    find('later').disabled = this.#page === pages - 1;
    keyed(find('rows'), shown, index => this.#fleet.ids[index], index => this.#row(index), (index, row) => this.#update(index, row));
  }

  #row(index) {
    const id = this.#fleet.ids[index];
    return element('tr', {},
      element('th', { scope: 'row' }, element('a', { href: devicePage(id), className: 'mono' }, id)),
      element('td', {}, element('span', {})));
  }

  #update(index, row) {
    const state = this.#fleet.states[index];
    const cell = row.lastChild.firstChild;
    cell.className = `state state-${state}`;
    say(cell, states[state]);
  }
}
