# Sourced by the steps of set-up: how to speak and how to install a package here.
# shellcheck shell=bash
# shellcheck disable=SC1091
set -euo pipefail
. "$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/env.sh"

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
is_macos() { [ "$(uname -s)" = Darwin ]; }
is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else fail "needs root for: $*. Run that as root, then this again."
  fi
}

quietly() { "$@" </dev/null >/dev/null 2>&1; }

# apt_install REASON PACKAGE…: refreshes the lists only when a package is not known or not to be had.
apt_install() {
  local reason=$1; shift
  have apt-get || fail "no apt-get and no Homebrew here. Install these yourself ($reason): $*"
  say "installing $* ($reason)"
  local options=(-y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
  local apt=(as_root env DEBIAN_FRONTEND=noninteractive apt-get)
  # The first attempt's errors are not shown: with old lists they are expected.
  with_progress "installing" quietly "${apt[@]}" install "${options[@]}" "$@" && return
  with_progress "refreshing the package lists" "${apt[@]}" update -qq </dev/null
  with_progress "installing" "${apt[@]}" install "${options[@]}" "$@" </dev/null >/dev/null
}

# brew_install REASON FORMULA…
brew_install() {
  local reason=$1; shift
  have brew || fail "needs Homebrew (https://brew.sh) for: $* ($reason)"
  say "installing $* ($reason)"
  with_progress "installing" brew install --quiet "$@"
}

# cargo_install ROOT CRATE VERSION OPTION…: into a folder of its own. The tool's own speed matters little:
# without link-time optimisation it is built in a third of the time.
cargo_install() {
  local root=$1 crate=$2 version=$3; shift 3
  with_progress "installing $crate" \
    env CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_PROFILE_RELEASE_STRIP=debuginfo CARGO_TARGET_DIR="$root/target" \
    cargo install --quiet --root "$root" --version "=$version" "$@" "$crate" </dev/null
  rm -rf "$root/target"
}
