using System.CommandLine;
using System.CommandLine.Parsing;
using Nexus.Cli.Help;
using Nexus.Cli.Sources;
using Nexus.Spec;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace create</c></summary>
internal static class CreateCommand
{
    public static Command Create(Caller caller)
    {
        var options = new CreateOptions();
        var command = new DocumentedCommand(
            "create", "Make a workspace, bring it up and wait until it is ready", options.All)
        {
            Details = """
                The files come from --repo URL, or from the directory --source DIR, or, without either,
                from the git repository you stand in: cloned from its origin when an environment can
                reach that, else sent as a bundle of what is committed. --dirty sends uncommitted and
                untracked files too; your repository is not touched. --branch chooses what is cloned
                or sent.

                Your SSH public key is registered first: NEXUS_SSH_KEY_PATH, else the first of
                ~/.ssh/id_ed25519.pub, id_rsa.pub, id_ecdsa.pub.

                What the repository wants is in its .nexus/config.yaml; options win over it.
                """,
            Examples =
            [
                "nexus workspace create my-project                        # of this repository",
                "nexus workspace create my-project --repo https://github.com/my-org/my-project",
                "nexus workspace create try-out --source . --dirty",
                "nexus workspace create my-project --provider docker --remote node1",
            ],
        };
        command.Validators.Add(options.Check);
        command.SetAction((parsed, cancellationToken) =>
            new CreateWorkspace(caller).RunAsync(options.Read(parsed), cancellationToken));
        return command;
    }

    private sealed class CreateOptions
    {
        private readonly Argument<string> _name = new("NAME")
        {
            Description = "Its name: lowercase letters, digits and dashes",
        };

        private readonly Option<string> _repo =
            Shared.Text("--repo", "URL", "Clone this: a URL, or OWNER/NAME on GitHub");

        private readonly Option<string> _branch =
            Shared.Text("--branch", "BRANCH", "Check this branch out");

        private readonly Option<string> _source =
            Shared.Text("--source", "DIR", "Send the repository in this directory");

        private readonly Option<bool> _dirty = new("--dirty") { Description = "Send uncommitted work too" };
        private readonly Option<string> _provider =
            Shared.Text("--provider", "PROVIDER", "docker, lxc, process or qemu");

        private readonly Option<string> _image =
            Shared.Text("--image", "IMAGE", "What the environment is made from");

        private readonly Option<string> _node =
            Shared.Text("--remote", "NODE", "Name or id of the node it must run on");

        private readonly Option<string[]> _nodeLabels = new("--node-label")
        {
            HelpName = "KEY=VALUE",
            Description = "A label its node must have; may be repeated",
        };

        private readonly Option<bool> _noStart = new("--no-start") { Description = "Only make it" };
        private readonly Option<bool> _json = Shared.Json();

        public CreateOptions()
        {
            _node.Aliases.Add("--node");
            _nodeLabels.Validators.Add(result => KeyValues.Check(result.Tokens, result.AddError));
            _provider.CompletionSources.Add(_ => ProviderNames.All);
            _provider.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<string>() is { } typed
                    && !ProviderNames.All.Contains(typed, StringComparer.Ordinal))
                {
                    result.AddError($"'{typed}' is not a provider: use {string.Join(", ", ProviderNames.All)}.");
                }
            });
        }

        public IEnumerable<Symbol> All =>
            [_name, _repo, _branch, _source, _dirty, _provider, _image, _node, _nodeLabels, _noStart, _json];

        /// <summary>What comes from a URL does not come from here.</summary>
        public void Check(CommandResult result)
        {
            if (result.GetValue(_repo) is null)
                return;
            if (result.GetValue(_source) is not null)
                result.AddError("--repo and --source are two places to take the files from: give one.");
            if (result.GetValue(_dirty))
                result.AddError("--dirty sends what is here, --repo takes what is there: give one.");
        }

        public CreateWorkspaceOptions Read(ParseResult parsed) => new()
        {
            Name = parsed.GetRequiredValue(_name),
            Source = new SourceOptions(
                parsed.GetValue(_repo), parsed.GetValue(_branch), parsed.GetValue(_source), parsed.GetValue(_dirty)),
            Provider = parsed.GetValue(_provider),
            Image = parsed.GetValue(_image),
            Node = parsed.GetValue(_node),
            NodeLabels = parsed.GetValue(_nodeLabels) is { Length: > 0 } labels ? KeyValues.Of(labels) : null,
            Starts = !parsed.GetValue(_noStart),
            IsJson = parsed.GetValue(_json),
        };
    }
}
