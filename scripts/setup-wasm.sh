#!/usr/bin/env bash
# Makes the target wasm32-unknown-unknown usable by plain cargo, clippy and wasm-pack, and prints
# the environment to evaluate for it: nothing where the current toolchain has the target, or
# `rustup target add` gets it. Where rustup's server is out of reach, Debian's rustc-web is taken,
# with a standard library built once from its sources.
#   env=$(scripts/setup-wasm.sh) && eval "$env"
#   FORCE_DEBIAN=1     goes straight to Debian's compiler
#   WASM_SYSROOT=DIR   where that toolchain is kept (its version is added to the name)
source "$(dirname "$0")/common.sh"

target=wasm32-unknown-unknown
cache=${SCHEMAGRAFT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/schemagraft}
sysroot_prefix=${WASM_SYSROOT:-$cache/wasm-toolchain}

# has_target RUSTC: is the target's standard library in that compiler's sysroot?
has_target() {
  local sysroot
  sysroot=$("$1" --print sysroot 2>/dev/null) || return 1
  compgen -G "$sysroot/lib/rustlib/$target/lib/libstd-*.rlib" >/dev/null
}

rustup_adds_target() {
  command -v rustup >/dev/null || return 1
  say "adding the target $target with rustup"
  timeout 120 rustup target add "$target" >&2 && has_target rustc
}

# debian_toolchain: prints where the toolchain of the Debian compiler installed now belongs.
debian_toolchain() {
  [ -x /usr/bin/rustc ] && echo "$sysroot_prefix-$(/usr/bin/rustc --version | cut -d ' ' -f 2)"
}

has_debian_toolchain() {
  local toolchain
  toolchain=$(debian_toolchain) && [ -x "$toolchain/bin/rustc" ] && has_target "$toolchain/bin/rustc"
}

install_debian_compiler() {
  local package missing=()
  for package in rustc-web cargo-web rust-web-src rust-web-clippy; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
}

# find_linker: prints a linker for WebAssembly: that of the current toolchain, or else Debian's lld
# of the compiler's LLVM.
find_linker() {
  local llvm
  compgen -G "$(rustc --print sysroot 2>/dev/null)/lib/rustlib/*/bin/rust-lld" && return
  llvm=$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
  [ -x "/usr/lib/llvm-$llvm/bin/lld" ] || apt_install "lld-$llvm"
  echo "/usr/lib/llvm-$llvm/bin/lld"
}

# build_std WORK LIB: builds the standard library for the target from Debian's sources into LIB.
build_std() {
  local work=$1 lib=$2
  mkdir -p "$work/src"
  : >"$work/src/lib.rs"
  printf '[package]\nname = "seed"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
  # embed-bitcode: without it a profile with `lto = true` could not use these libraries.
  # `test` is for `cargo test`. RUSTC_BOOTSTRAP is what lets a stable cargo take -Zbuild-std.
  (
    cd "$work"
    unset RUSTUP_TOOLCHAIN CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes CARGO_TARGET_DIR=$work/target \
      /usr/bin/cargo build --quiet --release --target "$target" \
      -Zbuild-std=core,alloc,std,panic_abort,panic_unwind,proc_macro,test >&2
  )
  rm "$work/target/$target"/release/deps/libseed*
  cp "$work/target/$target"/release/deps/*.rlib "$lib/"
}

# build_toolchain DIR: a toolchain of our own out of links: Debian's compiler and host libraries,
# our library for the target, a linker.
build_toolchain() {
  local dir=$1 host linker
  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  linker=$(find_linker | head -n 1)
  say "building the standard library for $target from Debian's sources, once (a minute or two)"
  mkdir -p "$dir/bin" "$dir/lib/rustlib/$host/bin" "$dir/lib/rustlib/$target/lib"
  ln -s "/usr/lib/rustlib/$host/lib" "$dir/lib/rustlib/$host/lib"
  ln -s /usr/lib/rustlib/src "$dir/lib/rustlib/src"
  ln -s "$linker" "$dir/lib/rustlib/$host/bin/rust-lld"
  ln -s /usr/bin/cargo /usr/bin/cargo-clippy "$dir/bin/"
  # shellcheck disable=SC2016 # to be expanded when the wrapper runs
  printf '%s\n' '#!/bin/sh' 'exec /usr/bin/rustc --sysroot "$(dirname "$(dirname "$0")")" "$@"' >"$dir/bin/rustc"
  chmod +x "$dir/bin/rustc"
  build_std "$dir/build" "$dir/lib/rustlib/$target/lib"
  rm -rf "$dir/build"
  check_toolchain "$dir"
}

# check_toolchain DIR: builds a module that needs std and the linker.
check_toolchain() {
  local work
  work=$(mktemp -d)
  echo 'pub fn digits(n: u32) -> usize { n.to_string().len() }' >"$work/probe.rs"
  "$1/bin/rustc" --target "$target" --crate-type cdylib -O "$work/probe.rs" -o "$work/probe.wasm" >&2 ||
    fail "the standard library was built, but a module does not link with it"
  rm -rf "$work"
}

if [ -z "${FORCE_DEBIAN:-}" ] && has_target rustc; then exit; fi
if ! has_debian_toolchain; then
  if [ -z "${FORCE_DEBIAN:-}" ] && rustup_adds_target; then exit; fi
  say "rustup has no $target here: taking Debian's compiler"
  install_debian_compiler
  make_entry "$(debian_toolchain)" bin/rustc build_toolchain
fi
toolchain=$(debian_toolchain)
# shellcheck disable=SC2016 # for the caller to expand
printf 'export PATH=%q:"$PATH" SYSROOT=%q\nunset RUSTC RUSTUP_TOOLCHAIN\n' "$toolchain/bin" "$toolchain"
