// A stand-in for https://www.youtube.com/iframe_api: a clock instead of a video, with the states of the real API.
// It tests our adapter, not YouTube.

const State = { UNSTARTED: -1, ENDED: 0, PLAYING: 1, PAUSED: 2, BUFFERING: 3, CUED: 5 };
const LOAD_MS = 150;
const SEEK_MS = 80;

class Player {
  constructor(element, { events = {} } = {}) {
    this.#listeners = events;
    setTimeout(() => this.#emit("onReady"), 20);
  }

  #listeners;
  #state = State.UNSTARTED;
  #position = 0;
  #since = 0;
  #rate = 1;
  #muted = false;
  #timer;

  getDuration = () => 40;
  getPlayerState = () => this.#state;
  getPlaybackRate = () => this.#rate;
  isMuted = () => this.#muted;
  mute = () => { this.#muted = true; };
  unMute = () => { this.#muted = false; };
  getVolume = () => 100;
  getVideoLoadedFraction = () => 1;
  getPlaybackQuality = () => "hd720";
  getVideoUrl = () => "https://www.youtube.com/watch?v=stub";
  getVideoData = () => ({ video_id: "stub", title: "Stub" });
  getIframe = () => document.body;
  destroy = () => clearTimeout(this.#timer);

  addEventListener(name, listener) {
    const before = this.#listeners[name];
    this.#listeners[name] = (event) => { before?.(event); listener(event); };
  }

  removeEventListener(name) {
    delete this.#listeners[name];
  }

  getCurrentTime() {
    const shown = this.#state === State.PLAYING ? ((performance.now() - this.#since) / 1000) * this.#rate : 0;
    return Math.min(this.getDuration(), this.#position + shown);
  }

  playVideo() {
    if (this.#state === State.UNSTARTED) this.#bufferFor(LOAD_MS);
    else this.#enter(State.PLAYING);
  }

  pauseVideo() {
    this.#enter(State.PAUSED);
  }

  seekTo(seconds) {
    this.#bufferFor(SEEK_MS, seconds);
  }

  setPlaybackRate(rate) {
    this.#enter(this.#state);
    this.#rate = rate;
    this.#emit("onPlaybackRateChange", rate);
  }

  /** Not of the real API: jump as a click on the time line does, which pauses first. */
  drag(seconds) {
    this.#enter(State.PAUSED, seconds);
    this.#bufferFor(SEEK_MS);
  }

  /** Not of the real API: stop as a network does that delivers nothing for so long. */
  stall(milliseconds) {
    this.#bufferFor(milliseconds);
  }

  #bufferFor(milliseconds, position) {
    this.#enter(State.BUFFERING, position);
    this.#timer = setTimeout(() => this.#enter(State.PLAYING), milliseconds);
  }

  #enter(state, position = this.getCurrentTime()) {
    clearTimeout(this.#timer);
    const isNew = state !== this.#state;
    this.#position = position;
    this.#since = performance.now();
    this.#state = state;
    if (state === State.PLAYING) {
      const left = ((this.getDuration() - position) / this.#rate) * 1000;
      this.#timer = setTimeout(() => this.#enter(State.ENDED, this.getDuration()), left);
    }
    if (isNew) this.#emit("onStateChange", state);
  }

  #emit(name, data) {
    this.#listeners[name]?.({ target: this, data });
  }
}

window.YT = { Player, PlayerState: State };
window.onYouTubeIframeAPIReady?.();
