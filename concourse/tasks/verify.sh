#!/usr/bin/env bash
# Runs in the folder that holds source-code/.
set -euo pipefail
export CI=true npm_config_cache="$PWD/npm-cache"
read -ra tests <<<"${TESTS:-}"

cd source-code
npm ci --no-audit --no-fund
npm run lint
npm run typecheck
npm run test:unit -- "${tests[@]}"
