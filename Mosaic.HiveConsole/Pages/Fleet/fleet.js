import { find, say } from '../shared/dom.js';
import { devicePage, number } from '../shared/text.js';
import { DeviceList } from './device-list.js';
import { FleetModel } from './fleet-model.js';
import { FleetStream } from './fleet-stream.js';
import { Mosaic } from './mosaic.js';
import { Tip } from './tip.js';

const fleet = new FleetModel();
const canvas = find('mosaic');
const mosaic = new Mosaic(canvas, fleet);
const list = new DeviceList(fleet);
const tip = new Tip(fleet);

function showNumbers() {
  for (const swatch of find('legend').querySelectorAll('[data-state]'))
    say(swatch.parentElement.querySelector('b'), number(fleet.counts[Number(swatch.dataset.state)]));
  const { received = 0, duplicates = 0, signaturefailures = 0, invalid = 0, failedbyfault = 0, full, presenceunread } = fleet.totals;
  say('totals', `${number(fleet.size)} ${fleet.size === 1 ? 'device' : 'devices'}. ${number(received)} events received, ${number(duplicates)} of them repeats; `
    + `${number(failedbyfault)} deliveries failed on purpose, ${number(signaturefailures)} had a bad signature, ${number(invalid)} were no events.`);
  say('remarks', [
    presenceunread ? 'The Device Service does not say who is connected: devices may be shown as away that are not.' : '',
    full ? 'There are more devices than the console keeps; the others are not shown.' : '',
  ].filter(Boolean).join(' '));
  find('none').hidden = fleet.size > 0;
}

function takeTotals(totals) {
  if (totals.faulty !== fleet.totals.faulty) document.dispatchEvent(new Event('faultschange'));
  fleet.totals = totals;
}

new FleetStream({
  live: text => say('live', text),
  snapshot(news) {
    fleet.reset();
    fleet.add(news);
    takeTotals(news.totals);
    mosaic.layout();
    showNumbers();
    list.refresh();
  },
  delta({ devices, states, changed = [], pulsing = [], totals }) {
    if (devices) {
      fleet.add({ devices, states });
      mosaic.layout();
    }
    for (let place = 0; place < changed.length; place += 2) {
      fleet.change(changed[place], changed[place + 1]);
      mosaic.changed(changed[place]);
    }
    for (const index of pulsing) mosaic.pulse(index);
    list.pulsed(pulsing);
    takeTotals(totals);
    showNumbers();
    if (devices || changed.length > 0) list.refresh();
  },
});

const under = event => mosaic.at(event.offsetX, event.offsetY);
canvas.addEventListener('pointermove', event => {
  const index = under(event);
  canvas.style.cursor = index < 0 ? '' : 'pointer';
  tip.show(index, event.offsetX, event.offsetY);
});
canvas.addEventListener('pointerleave', () => tip.hide());
canvas.addEventListener('click', event => {
  const index = under(event);
  if (index >= 0) location.href = devicePage(fleet.ids[index]);
});
