#!/usr/bin/env bash
# Runs in the folder that holds source-code/ and site/, and leaves what there is to look at in e2e-report/.
set -euo pipefail
export CI=true npm_config_cache="$PWD/npm-cache"
report=$PWD/e2e-report
read -ra tests <<<"${TESTS:-}"

# Of the checkout, when a task is run by hand.
rm -rf source-code/.output
cp -R "site/${SITE:-.}/." source-code/.output
cd source-code
npm ci --no-audit --no-fund
trap 'tar -czf "$report/e2e-$(date -u +%Y%m%dT%H%M%SZ).tar.gz" test-results' EXIT
npx playwright test "${tests[@]}"
