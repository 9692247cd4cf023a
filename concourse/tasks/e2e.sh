#!/usr/bin/env bash
# Runs in the folder that holds source-code/ and site/, and leaves what there is to look at in e2e-report/.
set -euo pipefail
export CI=true npm_config_cache="$PWD/npm-cache"
report=$PWD/e2e-report
read -ra tests <<<"${TESTS:-}"

cp -R site source-code/.output
cd source-code
npm ci --no-audit --no-fund
trap 'cp -R test-results/. "$report"' EXIT
npx playwright test "${tests[@]}"
