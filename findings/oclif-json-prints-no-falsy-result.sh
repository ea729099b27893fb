#!/bin/sh
# With `--json`, a command of oclif that returns 0, false, '' or null prints nothing at all, where its consumer expects a
# JSON document; 1 and true are printed.
#
# Versions: @oclif/core 4.14.0 and 5.1.9, Node.js 20. Source: `_run` in lib/command.js of the package, which prints the result
# only if it is truthy.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

for version in 4.14.0 5.1.9; do
  mkdir "$version"
  (
    cd "$version"
    echo '{"name": "finding", "version": "1.0.0", "oclif": {"bin": "finding"}}' > package.json
    npm install --silent --no-audit --no-fund "@oclif/core@$version"
    cat > run.cjs <<'PROGRAM'
const {Command} = require('@oclif/core')
class Given extends Command {
  static enableJsonFlag = true
  async run() {
    return JSON.parse(process.argv[2])
  }
}
Given.run(['--json'], __dirname)
PROGRAM
    for value in 1 true 0 false '""' null; do
      printed=$(NODE_NO_WARNINGS=1 node run.cjs "$value")
      echo "@oclif/core $version, $value: ${printed:-nothing}"
      case $value in
        1 | true) [ "$printed" = "$value" ] ;;
        *) [ -z "$printed" ] ;;
      esac
    done
  )
done
