/**
 * Follows the stub's stream while the page can be seen: a browser opens few connections to one address, and hidden tabs
 * would use them up. After every interruption a snapshot comes first.
 */
export class FleetStream {
  #source = null;
  #listeners;

  constructor(listeners) {
    this.#listeners = listeners;
    document.addEventListener('visibilitychange', () => this.#follow());
    this.#follow();
  }

  #follow() {
    if (document.hidden) {
      this.#source?.close();
      this.#source = null;
    } else if (!this.#source) {
      this.#open();
    }
  }

  #open() {
    const { snapshot, delta, live } = this.#listeners;
    const source = new EventSource('/console/api/stream');
    this.#source = source;
    source.addEventListener('snapshot', event => {
      live('Live');
      snapshot(JSON.parse(event.data));
    });
    source.addEventListener('delta', event => delta(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      live('The Hive Backend does not answer; trying again…');
      // A browser gives up for good when the answer is no stream.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#source = null;
      setTimeout(() => this.#follow(), 3000);
    });
  }
}
