"""Speed, as ratios: the portal beside the bare library, in one run, on a scratch database. `./run bench`."""
