import { element, find, keyed } from '../shared/dom.js';
import { indent } from '../shared/json.js';
import { short, time } from '../shared/text.js';

const most = 200;
const words = { in: 'Received', out: 'Sent', note: 'Connection' };
let frames = [];
let count = 0;

function show() {
  find('no-frames').hidden = frames.length > 0;
  keyed(find('frames'), frames, frame => frame.number, ({ direction, text, at }) => element('li', { className: `frame ${direction} fresh` },
    element('details', {},
      element('summary', {}, element('span', { className: 'arrow' }, words[direction]), element('span', { className: 'quiet' }, ` ${time(at)} `),
        element('code', {}, short(text, 160))),
      element('pre', { tabIndex: 0 }, indent(text)))));
}

/** Shows a frame; the newest ones are kept. */
export function addFrame(direction, text) {
  frames = [{ number: ++count, direction, text, at: new Date().toISOString() }, ...frames.slice(0, most - 1)];
  show();
}

export function clearFrames() {
  frames = [];
  show();
}
