// Shows what the tracker says of the player on this page.
(function () {
  "use strict";
  const at = (id) => document.getElementById(id);
  const video = at("video");
  const endpoint = new URL("../analytics/events", location.href).href;
  const hidden = new Set([
    "event_id", "session_id", "viewer_id", "type", "seq", "position_seconds", "client_at", "content_id",
    "content_title", "page_url", "referrer", "player_name", "player_version", "custom", "duration_seconds",
  ]);
  let before = {};
  let made = 0;
  let stored = 0;

  const options = {
    endpoint,
    contentId: "watchhouse-demo",
    contentTitle: "Tracker demo",
    contentType: "clip",
    custom: { page: "demo" },
    batchSeconds: 3,
    debug: (what, detail) => ({ event: showEvent, answer: showAnswer, beacon: showBeacon })[what](detail),
  };
  let view = Watchhouse.track(video, options);
  if (!view.isTracking) at("state").textContent = "Your browser asks not to be tracked: nothing is sent";

  function showEvent(event) {
    const says = Object.entries(event).filter(([name, value]) => !hidden.has(name) && before[name] !== value);
    before = event;
    const position = `${(event.position_seconds ?? 0).toFixed(2)} s`;
    const changes = says.map(([name, value]) => `${name} ${value}`).join(", ");
    const cells = [event.seq, event.type, position, changes];
    const row = at("events").insertRow(0);
    for (const text of cells) row.insertCell().textContent = text;
    at("state").textContent = `Last event: ${event.type}`;
    at("session").textContent = event.session_id;
    at("count").textContent = String((made += 1));
  }

  function showAnswer({ status, events, body }) {
    const accepted = (body && body.accepted) || 0;
    at("stored").textContent = String((stored += accepted));
    show(`${events} events sent: ${status || "no answer"}${status === 202 ? `, ${accepted} stored` : ""}`);
  }

  function showBeacon({ events }) {
    show(`${events} events handed to the browser with the page's end`);
  }

  function show(text) {
    const item = document.createElement("li");
    item.textContent = `${new Date().toLocaleTimeString()} ${text}`;
    at("answers").prepend(item);
  }

  const actions = {
    seek: () => (video.currentTime = video.duration / 2),
    faster: () => (video.playbackRate = video.playbackRate === 1 ? 1.5 : 1),
    ad() {
      view.ad("start", { adId: "demo-ad", adPosition: "midroll", adDurationSeconds: 10, isAdLinear: false });
      view.ad("end", { adId: "demo-ad", adPosition: "midroll", isAdLinear: false });
    },
    break() {
      video.src = "../static/no-such-file.mp4";
      video.play().catch(() => {});
    },
    end: () => {
      view.end();
      video.pause();
      view = Watchhouse.track(video, options);
    },
  };
  document.querySelectorAll("[data-action]").forEach((button) => {
    button.addEventListener("click", () => actions[button.dataset.action]());
  });
  document.querySelectorAll("[data-origin]").forEach((place) => {
    place.textContent = new URL("..", location.href).href;
  });
})();
