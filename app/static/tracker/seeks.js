// Jumps: the viewer's, each once. Not those of a player over gaps, nor each stop of a dragged scrubber.
import { guarded, ticks } from "./support.js";
import { Lifecycle } from "./lifecycle.js";

/** Seeks that follow each other within this, in ms, are one. */
const SEEK_PAUSE = 300;
/** A jump shorter than this, in seconds, is a player's own. */
const SHORTEST_SEEK = 0.5;
/** For so long, in ms, a jump that a player told of is awaited. */
const OWN_SEEK = 500;

export class Seeks extends Lifecycle {
  /** A jump has begun; the player is at its target already. */
  seeking() {
    if (this.state === "seeking") return this.reopenSeek();
    if (!this.hasPlayed || !this.isActive) return;
    const [from, to] = [this.expected(), this.player.position()];
    if (ticks() < this.ownUntil || Math.abs(to - from) < SHORTEST_SEEK) return;
    if (this.player.isLoop(from, to)) return this.loop(from);
    if (this.state === "rebuffering") this.emit("rebuffer_end", { positionSeconds: from }, "playing");
    this.before = this.state;
    this.emit("seek_start", { positionSeconds: from }, "seeking");
  }

  /** A jump has come to its end, if the player has what it needs there. */
  seeked() {
    const { player } = this;
    const isThere = !player.isSeeking() && (player.isPaused() || player.isMoving());
    if (this.state === "seeking" && isThere) this.settle();
  }

  /** The next jump is the player's own. */
  ownSeek() {
    this.ownUntil = ticks() + OWN_SEEK;
  }

  /** Where the position would be, had nobody touched it. */
  expected() {
    const since = this.state === "playing" ? Math.min(ticks() - this.last.at, 500) / 1000 : 0;
    return this.last.position + since * this.player.rate();
  }

  /** Note the end of a jump, but wait whether another one follows. */
  settle() {
    if (this.settled) return;
    this.account();
    this.settled = this.build("seek_end", {});
    this.seekTimer = setTimeout(guarded(() => this.finishSeek()), SEEK_PAUSE);
  }

  reopenSeek() {
    clearTimeout(this.seekTimer);
    this.settled = null;
  }

  /** Tell of the end of a jump; and of a pause or its end that fell into it. */
  finishSeek() {
    if (!this.settled) return;
    const event = this.settled;
    this.reopenSeek();
    this.enter(this.before);
    this.dispatch(event);
    const isPaused = this.player.isPaused();
    if (isPaused && this.state === "playing" && !this.player.hasEnded()) this.emit("pause", {}, "paused");
    if (!isPaused && this.state === "paused") this.emit("playing", {}, "playing");
  }

  /** The end led to the beginning: a new view of the same. */
  loop(from) {
    this.emit("ended", { positionSeconds: from }, "ended");
    this.begin();
    this.playing();
  }
}
