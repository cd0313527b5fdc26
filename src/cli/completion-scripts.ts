/**
 * Completion scripts. Each asks the program itself (--get-yargs-completions) in the form that its shell wants, which
 * yargs tells from SHELL; and offers files wherever a capture may stand. They are our own, for those of yargs believe the
 * login shell, whatever the shell is that runs them, and know no files beside commands.
 */

/** By the name of the shell. */
export const COMPLETION_SCRIPTS: Readonly<Record<'bash' | 'zsh' | 'fish', string>> = {
  bash: `# Completion of keepscope for bash: keepscope completion bash >> ~/.bashrc
_keepscope() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" word
  COMPREPLY=()
  while IFS= read -r word; do
    [[ -n "$word" && "$word" == "$current"* ]] && COMPREPLY+=("$word")
  done < <(SHELL=bash keepscope --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
  [[ "$current" == -* || ( "$previous" == -* && \${#COMPREPLY[@]} -gt 0 ) ]] && return
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
}
complete -o filenames -F _keepscope keepscope
`,
  zsh: `#compdef keepscope
# Completion of keepscope for zsh: keepscope completion zsh >> ~/.zshrc (after compinit)
_keepscope() {
  local -a found
  found=("\${(@f)$(SHELL=zsh keepscope --get-yargs-completions "\${(@)words[1,CURRENT]}" 2>/dev/null)}")
  found=(\${found:#})
  (( $#found )) && _describe keepscope found
  [[ $PREFIX == -* || ( \${words[CURRENT-1]} == -* && $#found -gt 0 ) ]] || _files
}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then _keepscope "$@"; else compdef _keepscope keepscope; fi
`,
  fish: `# Completion of keepscope for fish: keepscope completion fish > ~/.config/fish/completions/keepscope.fish
function __keepscope_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    env SHELL=fish keepscope --get-yargs-completions $words "$current" 2>/dev/null
end
complete -c keepscope -a '(__keepscope_complete)'
`,
};

export type Shell = keyof typeof COMPLETION_SCRIPTS;

/** Whether there is a script for a shell of this name. */
export function isShell(name: string): name is Shell {
  return Object.hasOwn(COMPLETION_SCRIPTS, name);
}
