#!/usr/bin/env bash
# Runs in the folder that holds source-code/, and leaves the build in site/.
set -euo pipefail
export CI=true npm_config_cache="$PWD/npm-cache"
site=$PWD/site

cd source-code
npm ci --no-audit --no-fund
npm run build
cp -R .output/. "$site"
