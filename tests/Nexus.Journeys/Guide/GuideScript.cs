using System.Globalization;
using System.Text;

namespace Nexus.Journeys.Guide;

/// <summary>
/// A page as one script for bash: what a reader's shell knows, the next command knows as well. Somebody else has a home
/// of their own with nothing in it but what the reader wrote to <c>~/for-NAME</c>, and knows neither the server's home
/// nor anybody's key.
/// </summary>
internal static class GuideScript
{
    private const char Mark = '\u001e';

    /// <summary>What a page calls the address of the server.</summary>
    private const string Address = "https://nexus.example.com";

    private const string Start = """
        exec 2>&1 </dev/null
        first=$1
        become() {
          unset NEXUS_HOME NEXUS_CONFIG_DIR NEXUS_SSH_KEY_PATH NEXUS_NODE_STATE NEXUS_SERVER NEXUS_TOKEN
          export HOME=${first%/*}/$1
          mkdir -p -m 700 "$HOME/.ssh"
          cp "$first/.gitconfig" "$HOME"
          [ ! -e "$first/for-$1" ] || mv "$first/for-$1" "$HOME"
          cd "$HOME"
        }
        export HOME=$1 NEXUS_NODE_STATE=$2 PATH=${NEXUS%/*}:$PATH
        mkdir -p "$HOME"
        cd "$HOME"
        git config --global init.defaultBranch main
        git config --global user.name me
        git config --global user.email me@localhost

        """;

    /// <param name="page">To run.</param>
    /// <param name="server">Its address.</param>
    public static string Of(GuidePage page, Uri server)
    {
        var script = new StringBuilder(Start);
        var block = 0;
        foreach (var step in page.Steps)
        {
            var (now, who) = step is GuideCommand { Block: var of, Who: var name } ? (of, name) : (0, "");
            if (now != block && block != 0)
                script.Append(")\n");
            if (now != block && now != 0)
                script.Append(CultureInfo.InvariantCulture, $"(become {who}\n");
            block = now;
            if (step is GuideCommand command)
                script.Append(command.Text).Append("\nprintf '\\036%s\\n' $?\n");
            else if (step is GuideFile file)
                script.Append(Write(file));
        }

        script.Append(block == 0 ? "" : ")\n");
        return script.Replace(Address, server.GetLeftPart(UriPartial.Authority)).ToString();
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
