#!/usr/bin/env bash
# The crates that Cargo.lock names, so that no later step waits for them in silence.
. "$(dirname "$0")/common.sh"
cd "$NARTHEX_ROOT"

quietly cargo fetch --locked --offline && exit 0
say "fetching the crates that Cargo.lock names"
with_progress "fetching crates" cargo fetch --quiet --locked </dev/null
