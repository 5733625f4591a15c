#!/usr/bin/env bash
# Runs make targets one after the other, stops at the first that fails, and prints what each took.
#   run-steps.sh TARGET…
source "$(dirname "$0")/common.sh"
times=()

report() {
  printf '\n%8s  %s\n' seconds step
  printf '%s\n' "${times[@]}"
  printf '%8d  total\n' "$SECONDS"
}

for step in "$@"; do
  say "step $((${#times[@]} + 1)) of $#: $step"
  started=$SECONDS
  make "$step" || {
    report
    fail "$step failed; to run it alone: make $step"
  }
  times+=("$(printf '%8d  %s' $((SECONDS - started)) "$step")")
done
report
