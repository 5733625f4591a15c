#!/usr/bin/env bash
# Installs a Rust program of an exact version as ENTRY/bin/PROGRAM, if it is not there.
#   install-tool.sh CRATE VERSION ENTRY/bin/PROGRAM
source "$(dirname "$0")/common.sh"
crate=$1 version=$2 program=bin/$(basename "$3") entry=$(dirname "$(dirname "$3")")

# cargo_install ROOT [--locked]: where not locked, dependencies that want a newer Rust are avoided.
cargo_install() {
  local root=$1
  shift
  CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback \
    cargo install --quiet "$@" "$crate" --version "=$version" --root "$root" >&2
}

install_crate() {
  say "building $crate $version, once (some minutes)"
  cargo_install "$1" --locked && return
  say "not with the versions that $crate was locked to (see above): trying those that the registry has"
  cargo_install "$1"
}

make_entry "$entry" "$program" install_crate
