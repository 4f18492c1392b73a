#!/usr/bin/env bash
# Every test, then the counts of each runner. A failure in one stage does not keep the others from running
# (a broken build does keep the end-to-end tests from running: that counts as their failure).
set -uo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT" || exit 1

LAB='' tools/setup.sh || exit 1
if [ "${LAB:-}" = all ]; then
  tools/setup.sh peers || echo "test: tests of what could not be installed are left out" >&2
fi
. tools/env.sh
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
status=0
summary=()

# stage NAME LOG COMMAND…: shows what it prints, keeps it for the counts, remembers a failure.
stage() {
  local name=$1 log=$2 began=$SECONDS; shift 2
  printf '\n== %s\n' "$name"
  if with_progress "$name" "$@" 2>&1 | tee "$logs/$log"; then
    printf '== %s: %d s\n' "$name" $((SECONDS - began))
  else
    printf '== %s: FAILED after %d s\n' "$name" $((SECONDS - began))
    status=1
    return 1
  fi
}

# count RUNNER LOG: adds up the "test result" lines; a runner that reported nothing has failed. A test that says that it
# did not run ("not run: TEST: WHY") is counted as passed by its harness, and here as skipped.
count() {
  summary+=("$(sed 's/\x1b\[[0-9;]*m//g' "$logs/$2" 2>/dev/null | awk -v runner="$1" '
    /^test result:/ { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i } seen = 1 }
    /not run: / { s++ }
    END {
      if (seen) printf "%s: %d passed, %d failed%s", runner, p - s, f, s ? ", " s " skipped" : ""
      else printf "%s: did not run", runner
    }')")
}

# Without the examples, which have no tests; `make lint` compiles them.
stage "native tests" native cargo test --locked --no-fail-fast --lib --tests
count native native

stage "tests as wasm32" wasm32 tools/test-wasm32.sh
count wasm32 wasm32

if [ -f tests/web.rs ]; then
  stage "browser tests" browser tools/test-browser.sh
  count browser browser
fi

if stage "release build" build tools/build.sh; then
  stage "sizes" sizes node tools/sizes.mjs dist
  stage "end-to-end tests" e2e cargo test --locked --features e2e --test e2e -- --skip long_tasks::
  # One at a time: beside other browsers on the same cores every task is long.
  stage "long tasks" long cargo test --locked --features e2e --test e2e -- long_tasks:: --test-threads=1
  cat "$logs/long" >>"$logs/e2e"
else
  : >"$logs/e2e"
fi
count "end to end" e2e

printf '\n'
grep -hE '^size of' "$logs/sizes" 2>/dev/null
grep -hoE 'not run: .*' "$logs"/* 2>/dev/null | sort -u
printf '%s\n' "${summary[@]}"
exit $status
