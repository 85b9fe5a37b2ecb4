#!/usr/bin/env bash
# Installs what the tests need where it can, then runs the quick set of tests, or every test with --all. What cannot be installed is skipped, and said.
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Test hosts are many and short-lived; inotify handles are few on small machines.
export DOTNET_USE_POLLING_FILE_WATCHER=1

case "${1:-}" in
  "") all=false ;;
  --all) all=true ;;
  *) echo "usage: ./test.sh [--all]" >&2; exit 2 ;;
esac

loud() { printf '\n*** %s\n\n' "$*" >&2; }

if ! command -v dotnet >/dev/null; then
  loud "The .NET SDK 10.0 is required: https://dotnet.microsoft.com/download"
  exit 1
fi

# The R4 example resources, which nobody here wrote. Tests that use them are skipped when they cannot be had.
examples=artifacts/r4-examples
package=hl7.fhir.r4.examples-4.0.1.tgz
fetch_examples() {
  [ -f "$examples/package/package.json" ] && return 0
  if ! command -v npm >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq npm >/dev/null
  fi
  command -v npm >/dev/null || return 1
  # Unpacked aside and moved, so that half of it is never taken for the whole.
  rm -rf "$examples.new" && mkdir -p "$examples.new" "$examples"
  (cd "$examples.new" && npm pack --silent hl7.fhir.r4.examples@4.0.1 >/dev/null && tar -xzf "$package") || return 1
  rm -rf "$examples/package" && mv "$examples.new/package" "$examples/" && rm -rf "$examples.new"
}
fetch_examples || loud "hl7.fhir.r4.examples 4.0.1 could not be fetched with npm: the tests over the R4 examples are SKIPPED."

if [ "${CI:-}" = true ]; then
  dotnet restore KetamineCrd.sln --locked-mode
  dotnet format KetamineCrd.sln --verify-no-changes --no-restore
else
  dotnet restore KetamineCrd.sln
fi

dotnet build KetamineCrd.sln --no-restore

# The quick set leaves out what asks the same again of more data; --all leaves out nothing.
filter=(--filter 'Set!=All')
if [ "$all" = true ]; then
  filter=()
  export KETAMINECRD_FUZZ="${KETAMINECRD_FUZZ:-20000}"
fi

# A project that finds far fewer tests than there are did not run whole.
declare -A floor=([KetamineCrd.Tests]=2600 [KetamineCrd.Server.Tests]=3300)

# Both at once: the tests of the server wait more than they compute.
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
declare -A run
for project in "${!floor[@]}"; do
  dotnet test "tests/$project" --no-build --no-restore "${filter[@]}" --blame-hang-timeout 5m --blame-hang-dump-type none >"$logs/$project" 2>&1 &
  run[$project]=$!
done

status=0
for project in "${!floor[@]}"; do
  wait "${run[$project]}" || status=1
  cat "$logs/$project"
  total=$(sed -nE 's/^(Passed|Failed)! +- .*Total: +([0-9]+).*/\2/p' "$logs/$project")
  if [ "${total:-0}" -lt "${floor[$project]}" ]; then
    loud "$project ran ${total:-no} tests; there are at least ${floor[$project]}."
    status=1
  fi
done

# What was not run, by name. With CI=true only what tests/may-be-skipped.txt names may be missing.
while read -r _ name _; do
  class=${name%.*}
  class=${class##*.}
  if read -r _ tests cause < <(grep "^$class " tests/may-be-skipped.txt); then
    printf 'NOT RUN: %s (%s has %s tests): %s\n' "$name" "$class" "$tests" "$cause"
  else
    printf 'NOT RUN: %s, whose cause is not in tests/may-be-skipped.txt\n' "$name"
    [ "${CI:-}" != true ] || status=1
  fi
done < <(grep -hE '^ +Skipped ' "$logs"/*)

# One line over all test projects.
awk '/^(Passed|Failed)! +- Failed:/ {
       gsub(/,/, ""); for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) }
     }
     END { printf "\n%d passed, %d failed, %d skipped\n", p, f, s }' "$logs"/*
exit "$status"
