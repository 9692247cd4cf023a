#!/usr/bin/env bash
# Runs in the folder that holds source-code/ and site/.
set -euo pipefail
export CI=true npm_config_cache="$PWD/npm-cache"
read -ra tests <<<"${TESTS:-}"

# Of the checkout, when a task is run by hand.
rm -rf source-code/.output
cp -R site/. source-code/.output
cd source-code
npm ci --no-audit --no-fund
npx vitest run --project integration "${tests[@]}"
