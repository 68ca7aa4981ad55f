// How views of one player begin, go on and end. Knows no player: an adapter tells what happens.
//
// `player` is the adapter's side: `read()` gives the fields of an event, `frames()` those that are counted,
// `position()` seconds, `rate()`, `isPaused()`, `isSeeking()`, `isMoving()` (it has what it needs to play on),
// `hasEnded()`, `isLoop(from, to)` and `isGone()` (nobody can see it any more).
import { guarded, ticks } from "./support.js";
import { View } from "./view.js";

const HEARTBEAT = 10000;
const PAUSED_HEARTBEAT = 30000;
/** A pause longer than this ends a view. */
const LONGEST_PAUSE = 3600000;
const OVER = ["idle", "ended", "failed"];

export class Lifecycle {
  /** `send` takes events, `described` is what the site says of the title, `business` codes of business errors. */
  constructor(send, described, business) {
    this.send = send;
    this.described = described;
    this.business = business.map(String);
    this.state = "idle";
    this.quality = {};
  }

  get isActive() {
    return !OVER.includes(this.state);
  }

  /** The viewer, or the page for them, asked to play. */
  intend() {
    if (this.state === "idle" || this.state === "ended") this.begin();
  }

  /** The page will play as soon as it can: a view from now, unless the browser forbids it. */
  hold() {
    if (this.state === "idle" && !this.held) this.held = { at: Date.now(), since: ticks() };
  }

  /** The browser did not start what the page wanted started: nobody asked to play. */
  release() {
    this.held = null;
  }

  /** Another source: what it shows is another view, unless that has begun already by `restart`. */
  newSource() {
    if (this.isRestarted && !this.hasPlayed) return void (this.isRestarted = false);
    const left = this.isActive && { positionSeconds: this.expected() };
    if (left) this.emit("view_end", left, "ended", 0, this.last.seen);
    this.state = "idle";
    this.quality = {};
  }

  /** Another title, described otherwise, from here on; where one is being played, its view begins now. */
  restart(described) {
    const goesOn = this.isActive && !this.player.isPaused();
    this.end();
    this.described = described;
    this.state = "idle";
    if (goesOn) this.begin();
    this.isRestarted = goesOn;
  }

  /** The viewer left. */
  end() {
    if (this.held) this.begin();
    if (this.isActive) this.emit("view_end", {}, "ended");
  }

  /** An event that changes no state. */
  note(type, details = {}) {
    if (this.isActive) this.emit(type, details);
  }

  begin() {
    const { at, since = ticks() } = this.held || {};
    Object.assign(this, { held: null, hasPlayed: false, isRestarted: false, inAd: false, last: null });
    this.view = new View(this.player.frames());
    this.view.since = since;
    this.state = "startup";
    this.emit("view_start", {}, "startup", at);
  }

  /** Make an event, and enter `state` where it brings one. `at` and `seen` are given where it tells of the past. */
  emit(type, details, state, at, seen) {
    this.finishSeek();
    this.account();
    const event = this.build(type, details, at, seen);
    this.enter(state || this.state);
    this.dispatch(event);
  }

  build(type, details, at, seen = this.player.read()) {
    return this.view.build(type, this.described, { ...seen, ...this.quality }, details, at);
  }

  dispatch(event) {
    this.remember();
    this.send({ ...event, seq: this.view.seq++ });
  }

  /** Where the player is: what a jump is measured from, and what is left to tell when its source is gone. */
  remember() {
    this.last = { position: this.player.position(), at: ticks(), seen: this.player.read() };
  }

  account() {
    this.view.account(this.inAd ? "ad" : this.state);
  }

  enter(state) {
    if (state === "paused" && this.state !== state) this.pausedSince = ticks();
    this.state = state;
    clearTimeout(this.timer);
    const wait = state === "paused" ? PAUSED_HEARTBEAT : HEARTBEAT;
    if (this.isActive) this.timer = setTimeout(guarded(() => this.beat()), wait);
  }

  beat() {
    if (this.state === "paused" && ticks() - this.pausedSince > LONGEST_PAUSE) return this.enter("ended");
    if (this.player.isGone()) return this.end();
    this.note("heartbeat");
  }
}
