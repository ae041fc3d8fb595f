import { comesBack, meaning, wantsFreshToken } from './close-codes.js';
import { Outbox } from './outbox.js';

const longestWait = 30;
const shortestWait = 0.5;
const remembered = 1000;
const answerAgainAfter = 2000;

/**
 * A device's connection as docs/device-protocol.md says it. `token` gives a fresh token; what happens is told to
 * `on`: state(name, text), frame(direction, text), welcome(frame), request(frame), settled(kind, frame), unopened().
 */
export class DeviceConnection {
  #endpoint;
  #token;
  #on;
  #socket = null;
  #wanted = false;
  #welcomed = false;
  #attempt = 0;
  #refusals = 0;
  #comeBackAfter = null;
  #timer = 0;
  #renewal = 0;
  #outbox = new Outbox();
  #answers = new Map();

  constructor(endpoint, token, on) {
    this.#endpoint = endpoint;
    this.#token = token;
    this.#on = on;
  }

  get waiting() {
    return this.#outbox.size;
  }

  start() {
    this.#wanted = true;
    this.#attempt = this.#refusals = 0;
    this.#open();
  }

  stop(text = 'Not connected') {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    if (!this.#socket) this.#on.state('stopped', text);
  }

  /** False when too many messages wait for their acks. */
  send(id, text) {
    if (this.#outbox.isFull) return false;
    this.#outbox.add(id, text);
    this.#pump();
    return true;
  }

  /** The answer is kept: a request may come twice, and is answered again in the same way. */
  answer(requestId, id, text) {
    this.#answers.set(requestId, { id, text });
    if (this.#answers.size > remembered) this.#answers.delete(this.#answers.keys().next().value);
    return this.send(id, text);
  }

  async renew() {
    clearTimeout(this.#renewal);
    const socket = this.#socket;
    try {
      const token = await this.#token();
      if (socket === this.#socket && this.#welcomed) this.#authenticate(token);
    } catch (error) {
      this.#on.state('connected', `The token was not renewed: ${error.message}`);
      if (socket === this.#socket) this.#renewal = setTimeout(() => this.renew(), 5000);
    }
  }

  async #open() {
    this.#on.state('connecting', 'Connecting…');
    let token;
    try {
      token = await this.#token();
    } catch (error) {
      this.#later(`No token: ${error.message}`);
      return;
    }
    if (!this.#wanted || this.#socket) return;
    const socket = new WebSocket(this.#endpoint, 'mosaic.v1');
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#on.state('connecting', 'Connected; waiting to be asked for the token…');
    };
    socket.onmessage = event => this.#hear(event.data, token);
    socket.onclose = event => this.#closed(event, opened);
  }

  #hear(text, token) {
    this.#on.frame('in', text);
    const frame = JSON.parse(text);
    switch (frame.kind) {
      case 'authenticate': return this.#authenticate(token);
      case 'welcome': return this.#welcome(frame);
      case 'ack': return this.#settle('ack', frame, frame.ids);
      case 'nack': return frame.retry && this.#isAnswer(frame.id) ? this.#postpone(frame) : this.#settle('nack', frame, [frame.id]);
      case 'error': return this.#error(frame);
      case 'request': return this.#request(frame);
      case 'goaway': return this.#goAway(frame);
      default: return undefined; // Events need no answer, and other kinds are ignored.
    }
  }

  // A browser cannot set Authorization, so the token goes in-band. It is not shown: whoever has it is the device.
  #authenticate(token) {
    this.#socket.send(JSON.stringify({ kind: 'authenticate', token }));
    this.#on.frame('out', '{"kind":"authenticate","token":"(not shown)"}');
  }

  #welcome(frame) {
    this.#attempt = this.#refusals = 0;
    if (!this.#welcomed) this.#outbox.startOver();
    this.#welcomed = true;
    this.#outbox.window = frame.window;
    const left = Date.parse(frame.expires) - Date.now();
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => this.renew(), Math.min(Math.max(left / 2, left - 60_000), 2 ** 31 - 1));
    this.#on.welcome(frame);
    this.#on.state('connected', 'Connected');
    this.#pump();
  }

  #request(frame) {
    const known = this.#answers.get(frame.id);
    if (known) this.send(known.id, known.text);
    else this.#on.request(frame);
  }

  #settle(kind, frame, ids) {
    this.#outbox.settle(ids);
    this.#on.settled(kind, frame);
    this.#pump();
  }

  #isAnswer(id) {
    return [...this.#answers.values()].some(answer => answer.id === id);
  }

  // The caller of a request waits for its answer, whatever the service could not do just now.
  #postpone(frame) {
    this.#on.settled('nack', frame);
    setTimeout(() => {
      this.#outbox.sendAgain(frame.id);
      this.#pump();
    }, answerAgainAfter);
  }

  // The one before a close says how long to stay away, where it is not for the device to choose.
  #error(frame) {
    if (frame.reconnectafter !== undefined) this.#comeBackAfter = frame.reconnectafter;
  }

  #goAway(frame) {
    this.#comeBackAfter = frame.reconnectafter;
    this.#socket.close(1000);
  }

  #pump() {
    if (!this.#welcomed) return;
    this.#outbox.pump(text => {
      this.#socket.send(text);
      this.#on.frame('out', text);
    });
  }

  #closed({ code, reason }, opened) {
    clearTimeout(this.#renewal);
    this.#socket = null;
    this.#welcomed = false;
    const why = `${meaning(code)}${reason ? ` (${reason})` : ''}`;
    this.#on.frame('note', `close ${why}`);
    if (!this.#wanted) this.#on.state('stopped', 'Not connected');
    else if (this.#comeBackAfter !== null) this.#later('The service asked to come back later', this.#comeBackAfter);
    else if (wantsFreshToken(code) && this.#refusals++ === 0) this.#later(why, 0);
    else if (comesBack(code)) this.#later(why);
    else {
      this.#wanted = false;
      this.#on.state('stopped', `Stopped, ${why}`);
    }
    this.#comeBackAfter = null;
    if (!opened && this.#wanted) this.#on.unopened();
  }

  // Exponential, with full jitter, so that a fleet does not come back as one.
  #later(why, seconds = Math.max(shortestWait, Math.random() * Math.min(longestWait, 2 ** ++this.#attempt))) {
    this.#on.state('waiting', `${why}. Coming back in ${seconds.toFixed(1)} s…`);
    this.#timer = setTimeout(() => this.#open(), seconds * 1000);
  }
}
