# Has bash complete the names of packages behind `piw rebuild project` and `piw rebuild index`; all else it leaves to
# the function that `piw autocomplete` brings. Source it behind that one's line: docs/completion.md.

_piw_names_program=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)/bin/names.js

_piw_with_names() {
  local typed=${COMP_LINE:0:COMP_POINT} names status=2
  local -a words
  # bash's own words are broken at = and :, too.
  IFS=$' \t\n' read -ra words <<<"$typed"
  [[ $typed == *[[:blank:]] ]] && words+=('')
  COMPREPLY=()
  if [[ ${#words[@]} -gt 3 && ${words[1]} == rebuild && ${words[2]} == @(project|index) ]]; then
    names=$(node "$_piw_names_program" "${words[@]:1}" 2>/dev/null)
    status=$?
  fi
  if [[ $status -eq 0 ]]; then
    [[ -z $names ]] || mapfile -t COMPREPLY <<<"$names"
    return
  fi
  if [[ $status -eq 1 && ${words[-1]} == -* ]]; then
    # That function knows the flags right behind the command only.
    local -a COMP_WORDS=("${words[@]:0:3}" "${words[-1]}")
    local COMP_CWORD=3
  fi
  declare -F _piw_autocomplete >/dev/null && _piw_autocomplete "$@"
  # The value of a flag, which may be a file.
  [[ $status -ne 1 || ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default
}

complete -F _piw_with_names piw
