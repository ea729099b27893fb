# Has bash complete flags, files and the names of packages behind `piw rebuild`; all else it leaves to the function that
# `piw autocomplete` brings. Source it behind that one's line: docs/completion.md.

_piw_names_program=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)/bin/names.js

_piw_with_names() {
  local offered status=2
  COMPREPLY=()
  if [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} == rebuild ]]; then
    # The line, since bash's own words keep their quotes, and are broken at = and :, too.
    offered=$(node "$_piw_names_program" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    status=$?
  fi
  case $status in
    0) [[ -z $offered ]] || mapfile -t COMPREPLY <<<"$offered" ;;
    1) compopt -o default ;;
    *) ! declare -F _piw_autocomplete >/dev/null || _piw_autocomplete "$@" ;;
  esac
}

complete -F _piw_with_names piw
