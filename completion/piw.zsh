# Has zsh complete the names of packages behind `piw rebuild project` and `piw rebuild index`; all else it leaves to the
# function that `piw autocomplete` brings. Source it behind that one's line: docs/completion.md.

typeset -g _piw_names_program=${${(%):-%x}:A:h:h}/bin/names.js

_piw_with_names() {
  local names
  if [[ CURRENT -gt 3 && $words[2] == rebuild && $words[3] == (project|index) ]] &&
    names=$(node "$_piw_names_program" "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null); then
    # -U: what is typed need not be spelt as the name is.
    [[ -z $names ]] || compadd -U -- ${(f)names}
  elif (( $+functions[_piw] )); then
    _piw "$@"
  fi
}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _piw_with_names piw
