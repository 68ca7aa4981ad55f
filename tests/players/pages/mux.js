// hls.js, watched by mux-embed, whose beacons go to our collector by its one setting.
import { open as openHls } from "./hlsjs.js";

export async function open(given) {
  const { settings, video, script, track } = given;
  await script("/node_modules/mux-embed/dist/mux.js");
  const watch = (hls) => {
    mux.monitor(video, {
      hlsjs: hls,
      Hls,
      beaconCollectionDomain: settings.mux,
      data: { env_key: "watchhouse", video_id: settings.content, player_name: "mux", player_init_time: Date.now() },
    });
    track(hls);
  };
  return { ...(await openHls({ ...given, track: watch })), name: "mux" };
}
