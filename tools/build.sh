#!/usr/bin/env bash
# The release: page, workers and style into dist/.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT"
# NO_COLOR=1 is a common setting that trunk's parser of its own flags does not take.
with_progress "building page and workers" env -u NO_COLOR trunk build --release
