using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Engine.Secrets;

namespace Nexus.Workspaces.Actions;

/// <summary>
/// What a step wants done in a workspace, checked. Secrets are put in when it is sent, and nowhere else.
/// </summary>
internal sealed record ExecAsk
{
    public const int UsualOutput = 16 * 1024;
    private const int MostOutput = 256 * 1024;
    private const int LongestRequest = 256 * 1024;

    public required ExecRequest Request { get; init; }

    public required ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Characters that are kept of each output.</summary>
    public required int MaxOutput { get; init; }

    /// <summary>Exit codes that are no failure, beside 0.</summary>
    public required IReadOnlySet<int> Allowed { get; init; }

    /// <summary>What may be shown of it: the program, or that it is a text.</summary>
    public string Shown => Request.Argv is [var program, ..] ? program : "The command";

    /// <exception cref="NexusException"><c>action.bad_input</c>, or of the secret.</exception>
    public static ExecAsk Of(JsonElement with, StepContext step, SecretReader secrets)
    {
        var (argv, command) = (Argv(with), with.Text("command"));
        if ((argv is null) == (command is null))
            throw StepInputs.Bad("it needs either argv, a list, or command, a text for /bin/sh");
        var request = new ExecRequest
        {
            Argv = argv,
            Command = command,
            WorkingDirectory = with.Text("directory"),
            Environment = Variables(with, step, secrets),
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ExecRequest).Length;
        return bytes > LongestRequest
            ? throw StepInputs.Bad($"the command with its environment is longer than {LongestRequest / 1024} KiB")
            : new()
            {
                Request = request,
                Input = Stdin(with, step, secrets),
                MaxOutput = Most(with),
                Allowed = Exits(with),
            };
    }

    private static ReadOnlyMemory<byte> Stdin(JsonElement with, StepContext step, SecretReader secrets) =>
        with.Find("stdin") is { } stdin
            ? Encoding.UTF8.GetBytes(
                secrets.Text(stdin, step.OwnerId) ?? throw StepInputs.Bad("its stdin is no text"))
            : default(ReadOnlyMemory<byte>);

    private static int Most(JsonElement with) => with.Find("max_output") switch
    {
        null => UsualOutput,
        { ValueKind: JsonValueKind.Number } most
            when most.TryGetInt32(out var characters) && characters is > 0 and <= MostOutput => characters,
        _ => throw StepInputs.Bad($"its max_output is not from 1 to {MostOutput}"),
    };

    private static List<string>? Argv(JsonElement with)
    {
        if (with.Find("argv") is not { } list)
            return null;
        if (list is not { ValueKind: JsonValueKind.Array } || list.GetArrayLength() == 0)
            throw StepInputs.Bad("its argv is no list of a program and its arguments");
        return [.. list.EnumerateArray().Select(Argument)];
    }

    /// <summary>A secret is none: everybody on the machine sees the arguments of a program.</summary>
    private static string Argument(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString() ?? "",
        JsonValueKind.Number => item.GetRawText(),
        _ => throw StepInputs.Bad("one of its argv is neither text nor a number; a secret goes into environment"),
    };

    private static Dictionary<string, string> Variables(JsonElement with, StepContext step, SecretReader secrets)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEXUS_RUN_ID"] = $"{step.RunId}",
            ["NEXUS_IDEMPOTENCY_KEY"] = step.IdempotencyKey,
        };
        if (with.Find("environment") is not { } given)
            return variables;
        if (given.ValueKind is not JsonValueKind.Object)
            throw StepInputs.Bad("its environment is no map");
        foreach (var variable in given.EnumerateObject())
        {
            if (variable.Name.Length == 0 || variable.Name.AsSpan().ContainsAny('=', '\0'))
                throw StepInputs.Bad($"'{variable.Name}' is no name of a variable");
            variables[variable.Name] = Value(variable.Value, step, secrets)
                ?? throw StepInputs.Bad($"its variable {variable.Name} is neither text nor a number nor a secret");
        }

        return variables;
    }

    private static string? Value(JsonElement value, StepContext step, SecretReader secrets) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => secrets.Text(value, step.OwnerId),
    };

    private static HashSet<int> Exits(JsonElement with)
    {
        if (with.Find("allow_exit") is not { } list)
            return [];
        if (list.ValueKind is not JsonValueKind.Array)
            throw StepInputs.Bad("its allow_exit is no list of exit codes");
        return
        [
            .. list.EnumerateArray().Select(code =>
                code.ValueKind is JsonValueKind.Number && code.TryGetInt32(out var number) && number is >= 0 and <= 255
                    ? number
                    : throw StepInputs.Bad("its allow_exit is no list of exit codes")),
        ];
    }
}
