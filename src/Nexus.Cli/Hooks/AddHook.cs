using System.CommandLine;
using System.Security.Cryptography;
using Nexus.Cli.Help;
using Nexus.Contracts;

namespace Nexus.Cli.Hooks;

/// <summary><c>nexus hook add</c>: a secret nobody gave is chosen here: asked again, it is the same.</summary>
internal sealed class AddHook(Caller caller)
{
    private const int SecretBytes = 32;

    private readonly Argument<string> _source = HookCommands.Source();
    private readonly Option<string> _kind = Choice(
        "--kind", "KIND", "Who sends: 'github', or any other 'json'", "github", "json");

    private readonly Option<string> _auth = Choice(
        "--auth", "HOW", "'signature', the default, or 'token': the secret in a header", "signature", "token");

    private readonly Option<string> _secretFile =
        Shared.Text("--secret-file", "FILE", "The secret is the content of this file");

    private readonly Option<string> _tokenHeader =
        Shared.Text("--token-header", "NAME", "Where a token is; default: X-Nexus-Token");

    private readonly Option<int?> _window = Number(
        "--replay-window", "SECONDS", "How old signed JSON may be; 0: it has no time; default: 300", 0);

    private readonly Option<string> _event =
        Shared.Text("--event", "NAME", "What events of JSON are called, if it does not say");

    private readonly Option<string> _eventFrom =
        Shared.Text("--event-from", "POINTER", "Where JSON says it, e.g. /type");

    private readonly Option<string> _dataFrom =
        Shared.Text("--data-from", "POINTER", "What of the JSON is the data of the event; default: all");

    private readonly Option<string> _deliveryHeader = Shared.Text(
        "--delivery-header", "NAME", "What is the same when it is sent again; default: X-Nexus-Delivery");

    private readonly Option<string> _deliveryFrom = Shared.Text("--delivery-from", "POINTER", "The same, in the JSON");

    private readonly Option<int?> _perSecond =
        Number("--per-second", "COUNT", "How many it may send; default: 100", 1);

    private readonly Option<bool> _json = Shared.Json();

    public static Command Create(Caller caller) => new AddHook(caller).Command();

    private DocumentedCommand Command()
    {
        var command = new DocumentedCommand(
            "add", "Make a source of webhooks", _source, _kind, _auth, _secretFile, _tokenHeader, _window, _event,
            _eventFrom, _dataFrom, _deliveryHeader, _deliveryFrom, _perSecond, _json)
        {
            Details = """
                Prints the address and, unless it comes from a file, the secret: it is shown this once. Kept in
                the secret store, it is replaced with 'nexus secret set user/me/hook.SOURCE'.
                """,
            Examples =
            [
                "nexus hook add shop --kind github",
                "nexus hook add ci --kind json --event ci.finished --delivery-from /build/id",
                "nexus hook add lab --kind json --auth token --token-header X-Gitlab-Token --event lab.happened",
            ],
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_secretFile);
        var secret = file is null
            ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))
            : (await File.ReadAllTextAsync(caller.Place.Expand(file), cancellationToken)).TrimEnd('\r', '\n');
        var made = await caller.Client.AddHookAsync(RequestOf(parsed, secret), cancellationToken);
        made = made with { Secret = file is null ? secret : null };
        if (parsed.GetValue(_json))
            caller.Output.Json(made, ContractsJson.Default.HookView);
        else
            HookCommands.Tell(caller.Output, made);
        return ExitCode.Ok;
    }

    private HookCreateRequest RequestOf(ParseResult parsed, string secret) => new()
    {
        Source = parsed.GetRequiredValue(_source),
        Kind = parsed.GetRequiredValue(_kind),
        Auth = parsed.GetValue(_auth),
        Secret = secret,
        TokenHeader = parsed.GetValue(_tokenHeader),
        ReplayWindowSeconds = parsed.GetValue(_window),
        EventName = parsed.GetValue(_event),
        EventFrom = parsed.GetValue(_eventFrom),
        DataFrom = parsed.GetValue(_dataFrom),
        DeliveryHeader = parsed.GetValue(_deliveryHeader),
        DeliveryFrom = parsed.GetValue(_deliveryFrom),
        PerSecond = parsed.GetValue(_perSecond),
    };

    private static Option<string> Choice(string name, string value, string description, params string[] choices)
    {
        var option = Shared.Text(name, value, description);
        option.Required = name is "--kind";
        option.AcceptOnlyFromAmong(choices);
        return option;
    }

    private static Option<int?> Number(string name, string value, string description, int least)
    {
        var option = new Option<int?>(name) { HelpName = value, Description = description };
        Shared.AtLeast(option, least);
        return option;
    }
}
