using System.CommandLine;
using Nexus.Cli.Help;

namespace Nexus.Cli.Completion;

/// <summary><c>nexus completion</c>: scripts that ask this program what may come next.</summary>
internal static class CompletionCommands
{
    private const string Bash = """
        _nexus() {
          local IFS=$'\n'
          local there="$(nexus "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)"
          COMPREPLY=($(compgen -W "$there" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _nexus nexus
        """;

    private const string Zsh = """
        #compdef nexus
        _nexus() {
          local -a words_there
          words_there=("${(@f)$(nexus "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -- $words_there
        }
        compdef _nexus nexus
        """;

    private const string Fish = """
        complete -c nexus -f -a '(nexus "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    public static Command Create(Caller caller) => new DocumentedCommand(
        "completion", "Print a script that completes commands in your shell",
        For(caller, "bash", Bash, "echo 'eval \"$(nexus completion bash)\"' >> ~/.bashrc"),
        For(caller, "zsh", Zsh, "echo 'eval \"$(nexus completion zsh)\"' >> ~/.zshrc"),
        For(caller, "fish", Fish, "nexus completion fish > ~/.config/fish/completions/nexus.fish"));

    private static DocumentedCommand For(Caller caller, string shell, string script, string install)
    {
        var command = new DocumentedCommand(shell, $"For {shell}") { Examples = [install] };
        command.SetAction(_ =>
        {
            caller.Output.Result(script);
            return ExitCode.Ok;
        });
        return command;
    }
}
