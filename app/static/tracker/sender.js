// Batches of events on their way to the collector: bounded, kept over reloads, sent again where that helps.
import { guarded, safely } from "./support.js";

export const LIMITS = { events: 500, characters: 200000, batch: 50, bytes: 50000 };
const LONGEST_WAIT = 60000;
const LONGEST_RETRY_AFTER = 600000;
const TIMEOUT = 30000;
/** The queue is written down at most this often, in ms: writing takes a moment when it is long. */
const KEEPING = 500;
const PER_EVENT = new Set(["event_id", "session_id", "content_id", "seq", "type", "client_at"]);
const senders = new Map();

/** The sender for one collector and key, shared by all players of the page. */
export function senderFor(endpoint, writeKey, batchSeconds, debug) {
  const name = `watchhouse.queue ${endpoint} ${writeKey || ""}`;
  if (!senders.has(name)) senders.set(name, new Sender(name, endpoint, writeKey, batchSeconds));
  const sender = senders.get(name);
  if (debug) sender.debuggers.add(guarded(debug));
  return sender;
}

class Sender {
  constructor(name, endpoint, writeKey, batchSeconds) {
    Object.assign(this, { name, endpoint, writeKey, wait: batchSeconds * 1000 });
    this.debuggers = new Set();
    this.failures = 0;
    this.notBefore = 0;
    const kept = safely(() => JSON.parse(sessionStorage.getItem(name)));
    this.queue = Array.isArray(kept) ? kept.filter((event) => event && event.event_id) : [];
    if (this.queue.length) this.schedule(1000);
  }

  /** Take an event: it goes out with the next batch. */
  push(event) {
    this.tell("event", event);
    this.queue.push(event);
    this.keepSoon();
    if (this.queue.length >= LIMITS.batch && !this.failures) this.send();
    else this.schedule(this.wait);
  }

  /** Send a batch now, unless one is under way or the collector asked for patience. */
  send() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.sending || !this.queue.length) return;
    const patience = this.notBefore - Date.now();
    if (patience > 0) return this.schedule(patience);
    const [batch, body] = this.take(this.queue);
    this.sending = batch;
    this.post(body).then((answer) => this.answered(batch, answer));
  }

  /** The page may be gone in a moment: hand what is left to the browser. It is kept where that refuses. */
  last() {
    let rest = this.queue.filter((event) => !(this.sending || []).includes(event));
    while (rest.length) {
      const [batch, body] = this.take(rest);
      if (!safely(() => navigator.sendBeacon(this.endpoint, body), false)) break;
      rest = rest.filter((event) => !batch.includes(event));
      this.tell("beacon", { events: batch.length });
      if (!this.failures) this.drop(batch);
    }
    this.keep();
  }

  async post(body) {
    try {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), TIMEOUT);
      const response = await fetch(this.endpoint, {
        method: "POST",
        body,
        headers: { "Content-Type": "text/plain" },
        credentials: "omit",
        keepalive: !this.failures,
        signal: stop.signal,
      });
      clearTimeout(timer);
      const text = await response.text().catch(() => "");
      return { status: response.status, after: response.headers.get("Retry-After"), text };
    } catch (error) {
      return { status: 0, text: String(error) };
    }
  }

  answered(batch, { status, after, text }) {
    this.sending = null;
    this.tell("answer", { status, events: batch.length, body: safely(() => JSON.parse(text), text) });
    if (status === 0 || status === 408 || status === 429 || status >= 500) {
      const backoff = Math.min(LONGEST_WAIT, 1000 * 2 ** this.failures++) * (0.5 + Math.random() / 2);
      this.notBefore = Date.now() + Math.max(backoff, retryAfter(after));
    } else {
      this.failures = 0;
      this.drop(batch);
    }
    if (this.queue.length) this.schedule(this.failures || this.queue.length >= LIMITS.batch ? 0 : this.wait);
  }

  schedule(wait) {
    if (this.timer && wait) return;
    clearTimeout(this.timer);
    const patience = Math.max(wait, this.notBefore - Date.now(), 1);
    this.timer = setTimeout(guarded(() => this.send()), patience);
  }

  take(events) {
    let count = Math.min(LIMITS.batch, events.length);
    for (;;) {
      const batch = events.slice(0, count);
      const body = write(batch, this.writeKey);
      if (count === 1 || new TextEncoder().encode(body).length <= LIMITS.bytes) return [batch, body];
      count >>= 1;
    }
  }

  drop(batch) {
    this.queue = this.queue.filter((event) => !batch.includes(event));
    this.keepSoon();
  }

  keepSoon() {
    this.keepTimer = this.keepTimer || setTimeout(guarded(() => this.keep()), KEEPING);
  }

  keep() {
    clearTimeout(this.keepTimer);
    this.keepTimer = 0;
    this.queue.splice(0, this.queue.length - LIMITS.events);
    let text = JSON.stringify(this.queue);
    while (text.length > LIMITS.characters) {
      this.queue.splice(0, 10);
      text = JSON.stringify(this.queue);
    }
    safely(() =>
      this.queue.length ? sessionStorage.setItem(this.name, text) : sessionStorage.removeItem(this.name),
    );
  }

  tell(what, detail) {
    this.debuggers.forEach((debug) => debug(what, detail));
  }
}

/** A batch as text: what all its events share is said once. */
function write(events, writeKey) {
  const context = {};
  for (const [name, value] of Object.entries(events[0])) {
    const text = JSON.stringify(value);
    if (!PER_EVENT.has(name) && events.every((event) => JSON.stringify(event[name]) === text)) {
      context[name] = value;
    }
  }
  const own = (event) => Object.entries(event).filter(([name]) => !(name in context));
  return JSON.stringify({
    schema_version: 1,
    sent_at: Date.now(),
    write_key: writeKey,
    context,
    events: events.map((event) => Object.fromEntries(own(event))),
  });
}

function retryAfter(header) {
  if (!header) return 0;
  const wait = isNaN(header) ? Date.parse(header) - Date.now() : header * 1000;
  return Math.min(LONGEST_RETRY_AFTER, wait || 0);
}
