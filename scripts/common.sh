# shellcheck shell=bash
# What the set-up scripts share: how they speak, how they install Debian packages, and how a cache
# entry comes to be. Sourced, never run. Standard output is left to each script's result.

set -euo pipefail

say() { printf '==> %s\n' "$*" >&2; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# apt_install PACKAGE…: installs them as root, or through sudo.
apt_install() {
  local as_root=()
  command -v apt-get >/dev/null || fail "please install, with this system's package manager: $*"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "neither root nor sudo here; as root, run: apt-get install $*"
    as_root=(sudo)
  fi
  say "installing with apt-get: $*"
  {
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
  } >&2
}

# make_entry DIR CHECK_FILE BUILD…: runs `BUILD… NEW_DIR` and moves NEW_DIR to DIR when it has
# succeeded, so that an entry is complete or absent. One process builds, the others wait for it.
make_entry() {
  local dir=$1 check_file=$2 work
  shift 2
  mkdir -p "$(dirname "$dir")"
  exec 9>"$dir.lock"
  flock 9
  if ! [ -e "$dir/$check_file" ]; then
    work=$(mktemp -d "$dir.XXXXXX")
    # shellcheck disable=SC2064 # the folder of this very call
    trap "rm -rf '$work'" EXIT
    "$@" "$work/entry" 9>&-
    rm -rf "$dir"
    mv "$work/entry" "$dir"
    rm -rf "$work"
  fi
  exec 9>&-
}
