#!/usr/bin/env bash
# Speed and sizes: natively, then in a browser on the release build.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
tools/setup.sh build
tools/setup.sh test
. tools/env.sh
if [ -f examples/bench.rs ]; then
  cargo run --quiet --profile worker-release --example bench
fi
tools/build.sh
node tools/sizes.mjs dist
# In the browser: tests of the end-to-end harness whose name begins with `bench`, one at a time so that they
# do not disturb one another.
NARTHEX_BENCH=1 cargo test --quiet --release --features e2e --test e2e bench:: -- --nocapture --test-threads=1
