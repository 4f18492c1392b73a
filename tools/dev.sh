#!/usr/bin/env bash
# trunk serve with reload, and the lab behind it; both end together.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
tools/setup.sh build
tools/setup.sh lab || echo "dev: the lab's programs could not be installed; the console alone" >&2
. tools/env.sh
with_progress "building the lab" cargo build --quiet --locked --example lab
"${CARGO_TARGET_DIR:-target}/debug/examples/lab" &
lab=$!
trap 'kill -TERM "$lab" 2>/dev/null || true; wait "$lab" 2>/dev/null || true' EXIT INT TERM
env -u NO_COLOR trunk serve
