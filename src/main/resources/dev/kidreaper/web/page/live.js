// What the daemon says, and the one stream of this browser. Browsers open six connections to one
// server at most, so a stream in each tab would stop the seventh: the visible tab that holds the
// lock reads the stream, and tells the others. A hidden tab reads nothing.

const API = 'api/v1/';
const SILENT_MILLIS = 20_000;

/** An answer of the daemon; an Error with a sentence where there is none. */
export async function ask(path) {
  let answer;
  try {
    answer = await fetch(API + path, {headers: {Accept: 'application/json'}, signal: AbortSignal.timeout(15_000)});
  } catch {
    throw new Error('the daemon does not answer');
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.detail ?? `the daemon answers ${answer.status}`);
  return body;
}

export const poolPath = (name, rest) => `pools/${encodeURIComponent(name)}/${rest}`;

/** Follows the daemon: told(kind, data) with `status` or `event`, and heard(isAlive). */
export class Live {
  #told; #heard; #channel; #source = null; #give = null; #wanting = null; #last = 0; #poll = null; #lastId = 0;

  constructor(told, heard) {
    this.#told = told;
    this.#heard = heard;
    this.#channel = 'BroadcastChannel' in window ? new BroadcastChannel('kidreaper') : null;
    if (this.#channel) this.#channel.onmessage = (m) => this.#hear(m.data.kind, m.data.data, m.data.id);
    document.addEventListener('visibilitychange', () => this.#turn());
    window.addEventListener('pagehide', () => this.#stop());
    window.addEventListener('pageshow', () => this.#turn());
    setInterval(() => this.#watch(), 1000);
    this.#turn();
  }

  get last() { return this.#last; }

  #turn() { if (document.hidden) this.#stop(); else this.#start(); }

  #start() {
    this.refresh();
    this.#catchUp();
    if (this.#wanting || this.#source) return;
    if (!navigator.locks) { this.#open(); return; }
    this.#wanting = new AbortController();
    navigator.locks.request('kidreaper-stream', {signal: this.#wanting.signal}, () => new Promise((give) => {
      this.#give = give;
      this.#open();
    })).catch(() => {}); // It became hidden while it waited.
  }

  /** A tab that was hidden has heard nothing meanwhile, and perhaps another one has the stream now. */
  async #catchUp() {
    if (!this.#lastId) return;
    const missed = await ask(`events?since=${this.#lastId}&limit=500`).catch(() => ({events: []}));
    missed.events.forEach((event) => this.#hear('event', event, event.id));
  }

  /** Says that an event is known. */
  knows(id) { this.#lastId = Math.max(this.#lastId, id ?? 0); }

  #stop() {
    this.#source?.close();
    this.#source = null;
    this.#give?.();
    this.#give = null;
    this.#wanting?.abort();
    this.#wanting = null;
  }

  #open() {
    this.#source = new EventSource(API + 'stream' + (this.#lastId ? `?last-event-id=${this.#lastId}` : ''));
    for (const kind of ['status', 'event']) {
      this.#source.addEventListener(kind, (message) => {
        const data = JSON.parse(message.data);
        const id = Number(message.lastEventId) || 0;
        this.#hear(kind, data, id);
        this.#channel?.postMessage({kind, data, id});
      });
    }
    this.#source.onerror = () => { // The browser tries again, unless it was refused.
      if (this.#source?.readyState === EventSource.CLOSED) {
        this.#source = null;
        setTimeout(() => { if (!document.hidden && !this.#source && (this.#give || !navigator.locks)) this.#open(); }, 2000);
      }
    };
  }

  #hear(kind, data, id) {
    if (document.hidden) return;
    this.#last = Date.now();
    if (id) this.#lastId = Math.max(this.#lastId, id);
    this.#heard(true);
    this.#told(kind, data, id);
  }

  /** Asks for the whole status now. */
  async refresh() {
    if (this.#poll) return;
    this.#poll = ask('status').then((status) => this.#hear('status', status, 0))
      .catch((problem) => this.#heard(false, problem.message))
      .finally(() => { this.#poll = null; });
  }

  /** A stream that has fallen silent, or was refused, is made good by asking. */
  #watch() {
    if (document.hidden) return;
    const silent = Date.now() - this.#last;
    if (silent > (this.#source?.readyState === EventSource.OPEN ? SILENT_MILLIS : 1900)) this.refresh();
  }
}
