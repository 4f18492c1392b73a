#!/usr/bin/env bash
# What the lab has besides, when it is asked for: Prometheus 3, VictoriaMetrics, InfluxDB 1.x and nginx. On Debian they
# are unpacked into the project's cache: the machine's own packages and lists of packages stay as they are.
. "$(dirname "$0")/common.sh"

# Homebrew's prometheus is one of version 3.
if is_macos; then PEERS=${PEERS#prometheus-3 }; fi

# What of it is not here.
missing() {
  local program
  for program in $PEERS; do
    have "$program" || printf '%s ' "$program"
  done
}

[ -n "$(missing)" ] || exit 0
reason="the lab with every product"
if is_macos; then
  # shellcheck disable=SC2086  # a list of packages
  brew_install "$reason" $PEER_FORMULAE_MACOS
  exit 0
fi
{ have apt-get && have dpkg-deb && ! is_ubuntu; } || fail "only from Debian's packages. Put these on PATH yourself ($reason): $PEERS"

mkdir -p "$PEERS_ROOT/bin"
aside=$(mktemp -d "$PEERS_ROOT/.aside-XXXXXX")
trap 'rm -rf "$aside"' EXIT
mkdir -p "$aside/lists/partial" "$aside/cache/archives/partial"

# The mirror that the machine uses for its own release, which is the one of Debian's main archive.
own=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Identifier: Packages' |
  sed -n "s/^${own:-none} main //p" | head -n 1) || mirror=
[ -n "$mirror" ] || fail "no Debian mirror is configured here. Put these on PATH yourself ($reason): $PEERS"
{
  printf 'Types: deb\nURIs: %s\nSuites: %s %s\nComponents: main\n' "$mirror" "$own" "$PEERS_SUITE"
  [ ! -f "$DEBIAN_KEYRING" ] || printf 'Signed-By: %s\n' "$DEBIAN_KEYRING"
} >"$aside/debian.sources"

# apt with lists and cache of its own, at most $PEERS_WITHIN_S seconds a call.
apt() {
  timeout "$PEERS_WITHIN_S" apt-get -qq -o Dir::Etc::sourcelist="$aside/debian.sources" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$aside/lists" -o Dir::Cache="$aside/cache" -o APT::Sandbox::User="$(id -un)" \
    -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=30 "$@" </dev/null
}

# unpack PROGRAM PACKAGE SUITE FILE: the program's file out of the package, if it runs here.
unpack() {
  local program=$1 package=$2 suite=$3 file=$4
  if have "$program"; then return; fi
  say "fetching $program (Debian $suite: $package; $reason)"
  mkdir -p "$aside/$program"
  (cd "$aside/$program" && with_progress "fetching $package" apt download "$package/$suite") || return 1
  dpkg-deb -x "$aside/$program"/*.deb "$aside/$program/files"
  # What was linked for a newer system says so here.
  if [ -n "$(ldd "$aside/$program/files/$file" 2>&1 | grep 'not found')" ]; then
    say "$package of $suite does not run on $own"
    return 1
  fi
  mv "$aside/$program/files/$file" "$PEERS_ROOT/bin/$program"
}

# Where the lists cannot be had, no package can: that is said below.
with_progress "reading the package lists" apt update || true
unpack prometheus-3 prometheus "$PEERS_SUITE" usr/bin/prometheus || true
unpack victoria-metrics victoria-metrics "$PEERS_SUITE" usr/bin/victoria-metrics || true
unpack influxd influxdb "$own" usr/bin/influxd || true
unpack nginx nginx "$own" usr/sbin/nginx || true

left=$(missing)
[ -z "$left" ] || fail "could not be had: ${left% }. Tests that need them are left out, and say so."
