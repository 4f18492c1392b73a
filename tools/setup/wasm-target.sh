#!/usr/bin/env bash
# The standard library for wasm32: by rustup where it can download it, else built from Debian's sources.
. "$(dirname "$0")/common.sh"

has_wasm_target && exit 0

if have rustup; then
  say "adding the target wasm32-unknown-unknown (page and worker are compiled for it)"
  if with_progress "adding the target" quietly env RUSTUP_MAX_RETRIES=0 rustup target add wasm32-unknown-unknown && has_wasm_target; then
    exit 0
  fi
fi

have rustup || fail "this Rust has no wasm32-unknown-unknown and there is no rustup to add it: see https://rustup.rs."
{ have apt-get && ! is_macos && ! is_ubuntu; } ||
  fail "'rustup target add wasm32-unknown-unknown' did not work. Run it by itself to see why."
say "rustup cannot download it here: building it from Debian's sources"
exec "$(dirname "$0")/web-toolchain.sh"
