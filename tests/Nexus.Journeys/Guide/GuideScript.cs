using System.Globalization;
using System.Text;

namespace Nexus.Journeys.Guide;

/// <summary>A page as one script for bash: what a reader's shell knows, the next command knows as well.</summary>
internal static class GuideScript
{
    private const char Mark = '\u001e';

    private const string Start = """
        exec 2>&1 </dev/null
        export HOME=$1 NEXUS_NODE_STATE=$2 PATH=${NEXUS%/*}:$PATH
        mkdir -p "$HOME"
        cd "$HOME"
        git config --global init.defaultBranch main
        git config --global user.name me
        git config --global user.email me@localhost

        """;

    public static string Of(GuidePage page)
    {
        var script = new StringBuilder(Start);
        foreach (var step in page.Steps)
        {
            if (step is GuideCommand command)
                script.Append(command.Text).Append("\nprintf '\\036%s\\n' $?\n");
            else if (step is GuideFile file)
                script.Append(Write(file));
        }

        return script.ToString();
    }

    /// <summary>What each command printed, and its exit code.</summary>
    public static IReadOnlyList<(string Printed, int ExitCode)> Read(string output)
    {
        var parts = output.Split(Mark);
        return [.. parts.Skip(1).Select((part, at) => (
            at == 0 ? parts[0] : parts[at][(parts[at].IndexOf('\n', StringComparison.Ordinal) + 1)..],
            int.Parse(part.AsSpan(0, part.IndexOf('\n', StringComparison.Ordinal)), CultureInfo.InvariantCulture)))];
    }

    private static string Write(GuideFile file) =>
        $"""
        mkdir -p "$(dirname '{file.Path}')"
        cat >'{file.Path}' <<'END_OF_FILE'
        {file.Text}
        END_OF_FILE

        """;
}
