#!/usr/bin/env bash
# What cargo and the other steps stand on: a C linker, curl, Node.js, and a recent enough Rust.
. "$(dirname "$0")/common.sh"

if is_macos; then
  have cc || fail "no C compiler: run 'xcode-select --install', then this again."
  have npm || brew_install "runs wasm-opt and the size check" node
else
  # shellcheck disable=SC2086  # lists of packages
  { have cc && have curl; } || apt_install "C linker for cargo" $BASE_PACKAGES
  # shellcheck disable=SC2086
  have npm || apt_install "runs wasm-opt and the size check" $NODE_PACKAGES
fi

node=$(node --version | sed -E 's/^v([0-9]+).*/\1/')
[ "$node" -ge "$NODE_VERSION" ] || fail "Node.js is $node, the project needs $NODE_VERSION or newer: see https://nodejs.org."

have cargo || fail "no cargo. Install Rust from https://rustup.rs, then run this again."
rust=$(rustc --version | sed -E 's/^rustc ([0-9]+\.[0-9]+).*/\1/')
if [ "$(printf '%s\n' "$RUST_VERSION" "$rust" | sort -V | head -n1)" != "$RUST_VERSION" ]; then
  fail "rustc is $rust, the project needs $RUST_VERSION or newer: run 'rustup update stable', then this again."
fi
