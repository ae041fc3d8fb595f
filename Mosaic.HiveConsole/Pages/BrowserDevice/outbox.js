// Messages with an id, kept in order until they are acked; after a reconnect what is left goes out again.

const most = 1000;

export class Outbox {
  #messages = [];
  window = 1;

  get isFull() {
    return this.#messages.length >= most;
  }

  get size() {
    return this.#messages.length;
  }

  add(id, text) {
    this.#messages.push({ id, text, sent: false });
  }

  /** Nothing of it is on its way any more. */
  startOver() {
    for (const message of this.#messages) message.sent = false;
  }

  /** Sends what the window has room for. */
  pump(send) {
    for (const message of this.#messages.slice(0, this.window)) {
      if (message.sent) continue;
      message.sent = true;
      send(message.text);
    }
  }

  sendAgain(id) {
    for (const message of this.#messages) if (message.id === id) message.sent = false;
  }

  settle(ids) {
    this.#messages = this.#messages.filter(message => !ids.includes(message.id));
  }
}
