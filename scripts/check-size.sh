#!/usr/bin/env bash
# Fails when a file, gzipped as a server would send it, is larger than its budget in bytes.
#   check-size.sh FILE BUDGET
source "$(dirname "$0")/common.sh"
file=$1 budget=$2

size=$(gzip -9 -c "$file" | wc -c)
echo "$file: $size bytes gzipped, $((100 * size / budget)) % of the budget of $budget ($(wc -c <"$file") raw)"
[ "$size" -le "$budget" ] || fail "$file is $((size - budget)) bytes over its budget"
