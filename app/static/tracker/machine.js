// The states of one player as its adapter tells them, and the events that their changes make.
import { withoutAddresses } from "./fields.js";
import { Seeks } from "./seeks.js";

/** A stall, or a failure, is over when the position is so many seconds beyond it, or beyond what was buffered. */
const RESUMED = 0.25;
/** What shaka calls an error that it goes on after. */
const RECOVERABLE = 1;

export class Machine extends Seeks {
  /** The first frame, or the next after whatever stopped it. */
  playing() {
    this.intend();
    if (this.state === "seeking" && this.settled && this.before === "paused") return this.finishSeek();
    if (this.state === "seeking") return this.settle();
    if (this.state === "rebuffering") return this.emit("rebuffer_end", {}, "playing");
    if (this.state === "playing") return;
    this.account();
    const details = this.hasPlayed ? {} : { startupMs: this.view.totals.startup };
    this.hasPlayed = true;
    this.emit("playing", details, "playing");
  }

  /** The viewer, the page or the browser paused. The pause that comes with the end is none. */
  pause() {
    if (this.player.hasEnded()) return;
    if (this.state === "seeking") {
      this.seeked();
      return this.finishSeek();
    }
    if (this.state === "rebuffering") this.emit("rebuffer_end", {}, "playing");
    if (this.state === "playing" || this.state === "startup") this.emit("pause", {}, "paused");
  }

  /** There is nothing left to play, and the viewer waits. Start-up and seeks, the player's own too, are no stalls. */
  stall() {
    if (this.state === "seeking") return this.reopenSeek();
    const isWanted = this.state === "playing" || (this.state === "paused" && !this.player.isPaused());
    if (!this.hasPlayed || !isWanted || this.player.isSeeking()) return;
    this.emit("rebuffer_start", {}, "rebuffering");
    this.stalledAt = this.player.position();
  }

  /** The position moves: the evidence behind the totals, and of the end of what nobody told the end of. */
  moved() {
    if (this.state === "failed" && this.player.position() > this.failedUntil) return this.playing();
    if (!this.isActive) return;
    if (this.state === "seeking") return this.seeked();
    this.account();
    this.remember();
    const isResumed = this.state === "rebuffering" && this.last.position > this.stalledAt + RESUMED;
    if (isResumed || (this.isRestarted && !this.hasPlayed && this.player.isMoving())) this.playing();
  }

  /** The title has come to its end. */
  ended() {
    if (this.state === "seeking") this.settle();
    if (this.isActive) this.emit("ended", {}, "ended");
  }

  /** Something failed; where nobody had asked to play, this is the attempt. */
  fail({ code = "unknown", message = "", severity, status, category, isFatal = severity !== RECOVERABLE }) {
    if (this.state === "failed" || this.state === "ended" || !(isFatal || this.isActive)) return;
    this.intend();
    const isListed = [code, status].some((said) => this.business.includes(String(said)));
    this.failedUntil = this.player.position() + (this.player.read().bufferSeconds || 0) + RESUMED;
    const details = {
      errorCode: String(code),
      errorMessage: withoutAddresses(message).slice(0, 300),
      isFatal,
      errorCategory: isListed || category === "business" ? "business" : "playback",
    };
    this.emit("error", details, isFatal ? "failed" : undefined);
  }

  /** Bitrate (`bitrateBps`) or size (`width`, `height`) of the picture, as far as known. */
  changeQuality(quality) {
    const before = JSON.stringify(this.quality);
    this.quality = { ...this.quality, ...quality };
    const isFirst = before === "{}" && !this.hasPlayed;
    if (!isFirst && before !== JSON.stringify(this.quality)) this.note("quality_change");
  }

  /** What an ad does. While a linear one runs, nothing of the title is played. */
  ad(type, details) {
    if (type === "ad_start") this.intend();
    this.note(type, details);
    if (type !== "ad_quartile") this.inAd = type === "ad_start" && details.isAdLinear !== false;
  }
}
