/** The fleet as the stream tells it: devices by index, a state each. */
export class FleetModel {
  ids = [];
  states = new Uint8Array(1024);
  counts = [0, 0, 0, 0];
  totals = {};

  get size() {
    return this.ids.length;
  }

  reset() {
    this.ids = [];
    this.counts = [0, 0, 0, 0];
  }

  add({ devices = [], states = '' }) {
    const first = this.ids.length;
    while (this.states.length < first + devices.length) {
      const larger = new Uint8Array(this.states.length * 2);
      larger.set(this.states);
      this.states = larger;
    }
    for (const [place, id] of devices.entries()) {
      const state = states.charCodeAt(place) - 48;
      this.ids.push(id);
      this.states[first + place] = state;
      this.counts[state]++;
    }
  }

  change(index, state) {
    this.counts[this.states[index]]--;
    this.counts[state]++;
    this.states[index] = state;
  }
}
