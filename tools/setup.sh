#!/usr/bin/env bash
# Installs what is missing to build, run and test Narthex; says what and why. A second run only looks.
#   tools/setup.sh            everything but peers; with LAB=all those, too
#   tools/setup.sh rust       what native code needs
#   tools/setup.sh build      what `trunk build` needs
#   tools/setup.sh lint       rustfmt and clippy
#   tools/setup.sh lab        the lab's programs
#   tools/setup.sh test       a browser and its driver
#   tools/setup.sh peers      what the lab has besides with LAB=all: Prometheus 3, VictoriaMetrics, InfluxDB, nginx
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(build lint lab test ${LAB:+peers})

for part in "${parts[@]}"; do
  case "$part" in
    build) steps=(system wasm-target crates wasm-bindgen wasm-opt trunk) ;;
    rust) steps=(system crates) ;;
    lint) steps=(lint) ;;
    lab) steps=(lab) ;;
    test) steps=(browser) ;;
    peers) steps=(peers) ;;
    *) echo "setup: no part '$part'; there are rust, build, lint, lab, test, peers" >&2; exit 2 ;;
  esac
  for step in "${steps[@]}"; do
    "$here/setup/$step.sh"
  done
done
