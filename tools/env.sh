# Sourced by every recipe: where the project's tools are and which Rust toolchain builds it.
# Changes nothing on the machine; cheap enough for each recipe.
# shellcheck shell=bash
# shellcheck disable=SC1091

NARTHEX_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
set -a
. "$NARTHEX_ROOT/tools/versions.env"
set +a

# The tools live in a cache of their own, a folder a version, so that they never clash with a person's
# own trunk or wasm-bindgen, and every checkout shares them.
export NARTHEX_ROOT
export NARTHEX_CACHE="${NARTHEX_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/narthex}"
export TRUNK_ROOT="$NARTHEX_CACHE/trunk-$TRUNK_VERSION"
export WASM_BINDGEN_ROOT="$NARTHEX_CACHE/wasm-bindgen-$WASM_BINDGEN_VERSION"
export BINARYEN_ROOT="$NARTHEX_CACHE/binaryen-$BINARYEN_VERSION"
export PEERS_ROOT="$NARTHEX_CACHE/peers"
export WEB_TOOLCHAIN_DIR="${RUSTUP_HOME:-$HOME/.rustup}/toolchains/$WEB_TOOLCHAIN"

case ":$PATH:" in
  *":$TRUNK_ROOT/bin:"*) ;;
  *) export PATH="$TRUNK_ROOT/bin:$WASM_BINDGEN_ROOT/bin:$BINARYEN_ROOT/node_modules/.bin:$HOME/.cargo/bin:$PATH:$PEERS_ROOT/bin" ;;
esac

# Says whether the toolchain now in use can build for wasm32.
has_wasm_target() {
  local sysroot
  sysroot=$(rustc --print sysroot 2>/dev/null) || return 1
  [ -n "$(find "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib" -name 'libstd-*.rlib' 2>/dev/null)" ]
}

# Says whether a program on PATH is of this version: of_version PROGRAM VERSION. The version is one of the words that it
# prints for --version ("trunk 0.21.14", "wasm-opt version 132 (version_132)").
of_version() {
  local said
  said=$("$1" --version 2>/dev/null | head -n 1) || return 1
  case " $said " in *" $2 "*) ;; *) return 1 ;; esac
}

# with_progress WHAT COMMAND…: runs it, and says every 15 s that it still runs, as a build may print nothing for minutes.
with_progress() {
  local what=$1 began=$SECONDS status=0 ticker; shift
  # Its sleep holds none of the script's pipes, and it ends with the script, however that ends.
  (
    while sleep "${NARTHEX_PROGRESS_S:-15}" </dev/null >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
      printf '… %s: %d s\n' "$what" $((SECONDS - began)) >&2
    done
  ) &
  ticker=$!
  "$@" || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  return $status
}

# The toolchain put together from Debian's packages, only where the one in use has no wasm target.
if [ -f "$WEB_TOOLCHAIN_DIR/.narthex-stamp" ] && ! has_wasm_target; then
  export RUSTUP_TOOLCHAIN="$WEB_TOOLCHAIN"
fi
