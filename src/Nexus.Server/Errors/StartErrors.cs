using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Nexus.Contracts;

namespace Nexus.Server.Errors;

/// <summary>Why <c>nexusd</c> does not start, as a line for people and an exit code for scripts.</summary>
internal static partial class StartErrors
{
    public static NexusError Insecure(string address) =>
        new("server.insecure", $"Plain HTTP on {address} would show tokens to the network.",
            "Put a TLS proxy in front and add --behind-proxy, or listen on the loopback: --bind 127.0.0.1.");

    /// <returns>Null: nothing a person could mend.</returns>
    public static NexusError? Of(Exception e) => e switch
    {
        NexusException { Error: var error } => error,
        OptionsValidationException { Message: var message } => BadConfig(message),
        AggregateException { InnerExceptions: var all } when all.All(each => each is OptionsValidationException) =>
            BadConfig(string.Join("; ", all.Select(each => each.Message))),
        InvalidOperationException when WrongType().Match(e.Message) is { Success: true, Groups: var found } =>
            BadConfig($"{Key(found["key"].Value)} has a value of the wrong type"),
        JsonException or InvalidDataException or InvalidOperationException { InnerException: JsonException } =>
            BadConfig(e.Message),
        UnauthorizedAccessException { Message: var message } => NotWritable(message),
        IOException { InnerException: AddressInUseException } => AddressTaken(e.Message),
        IOException { Message: var message } => NotWritable(message),
        _ => null,
    };

    /// <returns>The exit code.</returns>
    public static int Tell(NexusError error)
    {
        Console.Error.WriteLine($"error: {error.Message} [{error.Code}]\n  hint: {error.Hint}");
        return ErrorCatalogue.KindOf(error) switch
        {
            ErrorKind.Usage => 2,
            ErrorKind.Halted => 3,
            ErrorKind.Conflict => 5,
            _ => 1,
        };
    }

    private static NexusError BadConfig(string problem) =>
        new("server.bad_config", $"The server's settings cannot be used: {problem.TrimEnd('.')}.",
            "Mend state/config.json in its home; docs/reference/config.md lists every key.");

    private static NexusError AddressTaken(string problem) =>
        new("server.address_taken", $"The address is not free: {problem}", "Choose another with --port.");

    private static NexusError NotWritable(string problem) =>
        new("server.home_unusable", $"The server's home cannot be used: {problem}",
            "Choose another with --home, or free what it needs.");

    /// <summary>As it stands in the file: <c>ports:Ssh:First</c> is <c>ports.ssh.first</c>.</summary>
    private static string Key(string path) =>
        string.Join('.', path.Split(':').Select(JsonNamingPolicy.CamelCase.ConvertName));

    /// <summary>What the framework says of a value that it cannot bind.</summary>
    [GeneratedRegex(
        "^Failed to convert configuration value .*at '(?<key>[^']+)' to type", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex WrongType();
}
