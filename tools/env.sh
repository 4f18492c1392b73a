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
export WEB_TOOLCHAIN_DIR="${RUSTUP_HOME:-$HOME/.rustup}/toolchains/$WEB_TOOLCHAIN"

case ":$PATH:" in
  *":$TRUNK_ROOT/bin:"*) ;;
  *) export PATH="$TRUNK_ROOT/bin:$WASM_BINDGEN_ROOT/bin:$BINARYEN_ROOT/node_modules/.bin:$HOME/.cargo/bin:$PATH" ;;
esac

# Says whether the toolchain now in use can build for wasm32.
has_wasm_target() {
  local sysroot
  sysroot=$(rustc --print sysroot 2>/dev/null) || return 1
  [ -n "$(find "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib" -name 'libstd-*.rlib' 2>/dev/null)" ]
}

# The toolchain put together from Debian's packages, only where the one in use has no wasm target.
if [ -f "$WEB_TOOLCHAIN_DIR/.narthex-stamp" ] && ! has_wasm_target; then
  export RUSTUP_TOOLCHAIN="$WEB_TOOLCHAIN"
fi
