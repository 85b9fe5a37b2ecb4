#!/usr/bin/env bash
# Installs what the tests need where it can, then runs every test. What cannot be installed is skipped, and said.
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Test hosts are many and short-lived; inotify handles are few on small machines.
export DOTNET_USE_POLLING_FILE_WATCHER=1

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

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test KetamineCrd.sln --no-build --no-restore --blame-hang-timeout 5m --blame-hang-dump-type none 2>&1 | tee "$log" || status=$?

# One line over all test projects. A project that finds next to no test is a failure too.
awk '/^(Passed|Failed)! +- Failed:/ {
       gsub(/,/, ""); for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1); if ($i == "Total:" && $(i+1) >= 1000) whole++ }
     }
     END { printf "\n%d passed, %d failed, %d skipped\n", p, f, s; if (whole < 2) print "A test project did not run whole."; exit (whole < 2) }' "$log" || status=1
exit "$status"
