#!/usr/bin/env bash
# The console with the lab behind it. Where the lab's programs can't be had, the console alone.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
tools/setup.sh build
tools/setup.sh lab || echo "run: the lab's programs could not be installed; serving the console alone" >&2
if [ "${LAB:-}" = all ]; then
  tools/setup.sh peers || echo "run: without what could not be installed" >&2
  set -- --all "$@"
fi
. tools/env.sh
tools/build.sh
with_progress "building the lab" cargo build --quiet --locked --example lab
# exec: Ctrl-C and the end of this script reach the lab itself, which ends what it started.
exec "${CARGO_TARGET_DIR:-target}/debug/examples/lab" --serve dist "$@"
