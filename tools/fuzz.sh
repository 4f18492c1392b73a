#!/usr/bin/env bash
# Fuzzes the language: tools/fuzz.sh [SECONDS [TARGET…]], each target that long (default 60 s, all targets).
# Any stable toolchain and a C++ compiler do: libFuzzer's coverage needs only stable flags, and code without `unsafe`
# needs no sanitizer.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$NARTHEX_ROOT/fuzz"
../tools/setup.sh rust
seconds=${1:-60}
shift || true
host=$(rustc -vV | sed -n 's/^host: //p')
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(sed -n 's/^path = "targets\/\(.*\)\.rs"$/\1/p' Cargo.toml)

# What cargo-fuzz passes, too. With --target they do not reach build scripts.
flags=(--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 -Clink-dead-code)
for option in level=4 inline-8bit-counters pc-table trace-compares; do
  flags+=("-Cllvm-args=-sanitizer-coverage-$option")
done
with_progress "building the fuzz targets" env RUSTFLAGS="${flags[*]}" cargo build --locked --release --target "$host"

# The seeds: every expression that the tests have on one line or in a section.
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
cat ../tests/language/{errors.txt,check/*.txt,format/*.txt} | awk -v folder="$seeds" '
  /^===/ { n++; part = folder "/" n; next }
  /^---$/ { part = "" }
  part { print > part }'

status=0
for target in "${targets[@]}"; do
  printf '\n== %s\n' "$target"
  mkdir -p "corpus/$target" "artifacts/$target"
  "${CARGO_TARGET_DIR:-target}/$host/release/$target" -max_total_time="$seconds" -timeout=10 -max_len=2000 \
    -dict=promql.dict -artifact_prefix="artifacts/$target/" -print_final_stats=1 "corpus/$target" "$seeds" || status=1
done
exit $status
