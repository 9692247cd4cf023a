#!/usr/bin/env bash
# Runs in the folder that holds source-code/, and leaves the build in site/.
set -euo pipefail
export CI=true npm_config_cache="$PWD/npm-cache"
site=$PWD/site

cd source-code
npm ci --no-audit --no-fund
KUBEROCKS_VERSION=${VERSION:-0.0.0} KUBEROCKS_REVISION=${REVISION:-unknown} npm run build
cp -R .output/. "$site"
npm sbom --package-lock-only --sbom-format cyclonedx >"$site/sbom.cdx.json"
