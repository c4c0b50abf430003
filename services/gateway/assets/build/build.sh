#!/bin/sh
# Compiles the style sheet and copies the script that pages are served with into
# ../public, which is committed. The same versions give the same bytes:
# package-lock.json pins them.
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund
npx sass --no-source-map --style=compressed --quiet-deps --load-path=. style.scss ../public/style.css
cp node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js ../public/govuk-frontend.min.js
# The map that the last line names is not served.
sed -i 's|//# sourceMappingURL=.*||' ../public/govuk-frontend.min.js
if grep -nE 'url\(|GDS Transport' ../public/style.css; then
  echo "the style sheet asks for a font or a picture" >&2
  exit 1
fi
