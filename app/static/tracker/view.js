// One view, one attempt to play one title: its ids, its running totals, its events.
import { ticks, uuid } from "./support.js";
import { toFields } from "./fields.js";

/** The longest a total may rise at once, in ms: what is longer is a machine asleep, not a viewer watching. */
const LONGEST_STEP = 15000;
/** Stalls shorter than this, in ms, are no stalls to a viewer. */
const SHORTEST_STALL = 250;

export class View {
  constructor(frames) {
    this.id = uuid();
    this.seq = 0;
    this.frames = frames;
    this.totals = { startup: 0, playing: 0, rebuffering: 0 };
    this.stalls = 0;
    this.stall = 0;
    this.since = ticks();
  }

  /** Add the time since the last call to the total of `state`. */
  account(state) {
    const now = ticks();
    const step = now - this.since;
    this.since = now;
    if (!(state in this.totals)) return;
    this.totals[state] += state === "startup" ? step : Math.min(step, LONGEST_STEP);
    this.stall = state === "rebuffering" ? this.stall + step : 0;
    if (this.stall >= SHORTEST_STALL && this.stall - step < SHORTEST_STALL) this.stalls++;
  }

  /** An event in the contract's form, without its place in the sequence. Frames count from the view's begin. */
  build(type, described, player, details, at) {
    const { dropped_frames, decoded_frames, ...rest } = player;
    const counted = { dropped_frames, decoded_frames };
    for (const name of Object.keys(counted)) {
      const before = this.frames[name] || 0;
      counted[name] -= counted[name] >= before ? before : 0;
    }
    const fields = toFields({
      ...rest,
      ...counted,
      ...described,
      played_seconds: this.totals.playing / 1000,
      rebuffer_count: this.stalls,
      rebuffer_seconds: this.totals.rebuffering / 1000,
      ...details,
    });
    if (fields.is_live) delete fields.duration_seconds;
    return { event_id: uuid(), session_id: this.id, type, client_at: at || Date.now(), ...fields };
  }
}
