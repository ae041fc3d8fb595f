import { get } from '../shared/api.js';
import { find } from '../shared/dom.js';
import { short, states, time } from '../shared/text.js';

const pause = 150;

/** Says who is under the pointer: at once what the page knows, and a moment later what came from the device last. */
export class Tip {
  #fleet;
  #shown = -1;
  #asking = 0;

  constructor(fleet) {
    this.#fleet = fleet;
  }

  show(index, x, y) {
    const tip = find('tip');
    if (index < 0) {
      this.hide();
      return;
    }
    if (index !== this.#shown) {
      this.#shown = index;
      this.#write('');
      clearTimeout(this.#asking);
      this.#asking = setTimeout(() => this.#ask(index), pause);
    }
    tip.hidden = false;
    const room = tip.parentElement.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(x + 14, room))}px`;
    tip.style.top = `${y + 18}px`;
  }

  hide() {
    clearTimeout(this.#asking);
    this.#shown = -1;
    find('tip').hidden = true;
  }

  async #ask(index) {
    const { json } = await get(`/console/api/devices/${this.#fleet.ids[index]}?brief=true`);
    if (index !== this.#shown || !json) return;
    const { lastmessage: last } = json;
    this.#write(last ? `Last message ${time(last.at)}: ${last.type} ${short(last.data ?? '', 60)}` : 'No message yet');
  }

  #write(last) {
    const { ids, states: known } = this.#fleet;
    find('tip').textContent = [ids[this.#shown], states[known[this.#shown]], last].filter(Boolean).join('\n');
  }
}
