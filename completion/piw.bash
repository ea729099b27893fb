# Has bash complete the names of packages behind `piw rebuild project` and `piw rebuild index`; all else it leaves to
# the function that `piw autocomplete` brings. Source it behind that one's line: docs/completion.md.

_piw_names_program=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)/bin/names.js

_piw_with_names() {
  local typed=${COMP_LINE:0:COMP_POINT} names
  local -a words
  # bash's own words are broken at = and :, too.
  IFS=$' \t\n' read -ra words <<<"$typed"
  [[ $typed == *[[:blank:]] ]] && words+=('')
  COMPREPLY=()
  if [[ ${#words[@]} -gt 3 && ${words[1]} == rebuild && ${words[2]} == @(project|index) ]] &&
    names=$(node "$_piw_names_program" "${words[@]:1}" 2>/dev/null); then
    [[ -z $names ]] || mapfile -t COMPREPLY <<<"$names"
  elif declare -F _piw_autocomplete >/dev/null; then
    _piw_autocomplete "$@"
  fi
}

complete -F _piw_with_names piw
