using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Processes;

namespace Nexus.Cli.Tests;

public sealed class ReferencePageTests
{
    private const string Head = """
        # The command line

        Results go to standard output, talk to standard error; `--json` gives results to programs. Colours only on a
        terminal, never with `NO_COLOR`. Commands without a name mean the workspace of the current directory.

        | exit code | meaning |
        |---|---|
        | 0 | done, or nothing was to do |
        | 1 | failed |
        | 2 | the command line, or what it was given, is wrong |
        | 3 | halted for safety |
        | 4 | something is not reachable |
        | 5 | in conflict with how things are |
        | 6 | a needed program is missing |
        | 130 | ended by Ctrl-C |
        | 141 | nobody reads the output any more, as after `head -1` |
        | 255 | `exec` and `connect --ssh`: a failure of ours, not of the command |

        | variable | meaning |
        |---|---|
        | `NEXUS_SERVER`, `NEXUS_SERVER_PORT` | the server: a host or URL, and the port of a host |
        | `NEXUS_TOKEN` | the token for it |
        | `NEXUS_HOME` | home of the server of this machine; default `~/.local/share/nexus` |
        | `NEXUS_PROFILE`, `NEXUS_SECTION__KEY` | defaults and settings of a server: [config.md](config.md) |
        | `NEXUS_CONFIG_DIR` | your choices, credentials and records; default `~/.nexus` |
        | `NEXUS_SSH_KEY_PATH` | the SSH key to log in with, private or public half |
        | `NEXUS_EDITOR` | the editor to make links for: `cursor`, `code` |
        | `NEXUS_BIN` | where `nexusd` and `nexus-node` are; default: beside `nexus` |
        | `NEXUS_INVITATION` | an invitation to a server, for `nexus key register` |
        | `GITHUB_TOKEN` | not read: no command asks GitHub, and git in a workspace has credentials of its own |
        | `NEXUS_DEBUG` | `1`: say which requests go over the wire; `0`, `false`, `no`, `off` count as unset |
        | `NEXUS_TRACE` | `1`: say all that goes over the wire but credentials: headers, correlation ids, JSON |

        | command | `--json` prints one object ([api.md](api.md) shows the views) |
        |---|---|
        | `workspace create`, `up`, `down`, `status` | WorkspaceView |
        | `workspace connect` | WorkspaceView and `ssh_command`, `ssh_config`, `editor_links {cursor, vscode}` |
        | `list` of anything, `run footprints`, `run impressions`, `usage` | `{items, next_cursor}`, null at the end |
        | `workspace services` | ServiceView by name |
        | `workspace logs`, `run log`, `event follow` | LogLine, RunLogLine, EventView: one object a line |
        | `workspace exec` | `{exit_code, stdout, stderr, truncated}`: at most 4 MiB of each stream |
        | `workspace rm`; `down` of what was removed meanwhile | `{workspace, removed}` |
        | `run show`, `run cancel`, `run start` | `{run, steps}`, RunView; with `--follow` when it has ended |
        | `run approve`, `run reject` | StepView |
        | `event emit` | EmittedEventView |
        | `event show` | EventView |
        | `blueprint validate` | `{is_valid, blueprint_id, revision, issues}` |
        | `blueprint show`, `enable`, `disable`, `rm`, `draft promote` | BlueprintView |
        | `blueprint show --revision` | BlueprintVersionView |
        | `blueprint diff` | `{from, to, diff}` |
        | `draft save`, `draft show`, `draft validate`, `draft rm` | DraftView |
        | `key register`, `key revoke` | UserView |
        | `user invite`, `user add`, `user revoke` | InvitationView, UserView with `api_token`, UserView |
        | `node add`, `node token` | JoinTokenView `{join_token, expires_at, name}` |
        | `node token revoke` | OpenJoinTokenView `{token_id, expires_at, name}` |
        | `node show`, `node cordon`, `node uncordon`, `node label`, `node rm` | NodeView |
        | `target add`, `target rm`, `target redrive`, `target drop` | TargetView, TargetView, `{count}`, LetterView |
        | `artifact show`, `artifact upload`, `artifact download`, `artifact rm` | ArtifactView |
        | `image build` | `{name, id, bytes, packages}` |
        | `coordination`, `agent` | `{program, is_running, pid, url, version, status, log}` |
        | `replicate`, `child start`, `child stop`, `child rm` | ChildView |
        | `config show` | SettingsView |
        | `preflight` | `{is_ready, needs: [{name, for, state, finding, why, next}], environment_file, added}` |
        | `doctor` | `{is_healthy, checks: [{name, verdict, finding, next}]}` |

        With `--json` a failure is the last line of standard error, and one object too:
        `{"error": {code, message, hint, details}}`. [errors.md](errors.md) lists the codes; `usage` is one of the
        command line alone.

        """;

    [Fact]
    public void The_reference_page_is_the_help_of_every_command()
    {
        var page = new StringBuilder(Head);
        using var caller = Caller();
        Add(page, CommandTree.Create(caller));
        Compare(page.ToString());
    }

    private static void Add(StringBuilder page, Command command)
    {
        if (command is not RootCommand)
            page.Append($"\n## {HelpText.Path(command)}\n");
        page.Append($"\n```\n{HelpText.Of(command)}```\n");
        foreach (var sub in command.Subcommands)
            Add(page, sub);
    }

    private static Caller Caller() => new(
        new() { Variable = _ => null, Directory = "/", UserHome = "/", Programs = "/" },
        new Output(TextWriter.Null, TextWriter.Null), TimeProvider.System, new ProcessRunner(TimeProvider.System),
        _ => new HttpClient());

    private static void Compare(string generated, [CallerFilePath] string here = "")
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/reference/cli.md"));
        if (Environment.GetEnvironmentVariable("NEXUS_ACCEPT") is "1")
            File.WriteAllText(path, generated);
        else
            Assert.Equal(generated, File.ReadAllText(path));
    }
}
