using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Cli;

/// <summary>A JSON object as people give it: written out, of a file as <c>@FILE</c>, or of what is piped in as
/// <c>-</c>.</summary>
internal static class GivenJson
{
    /// <summary>As much as a request may have.</summary>
    private const int Most = 1024 * 1024;

    /// <param name="caller">Whose files.</param>
    /// <param name="option">It is the value of.</param>
    /// <param name="word">As it was typed.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="NexusException"><c>request.invalid</c>.</exception>
    public static async Task<JsonElement> ReadAsync(
        Caller caller, string option, string word, CancellationToken cancellationToken)
    {
        var text = word switch
        {
            "-" => await TextAsync(caller.Place.Input, option, cancellationToken),
            ['@', .. var path] => await FileAsync(caller.Place.Expand(path), option, cancellationToken),
            _ => word,
        };
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new NexusException(CliErrors.NoObject(option, "it is no object"));
        }
        catch (JsonException e)
        {
            throw new NexusException(CliErrors.NoObject(option, e.Message), e);
        }
    }

    private static async Task<string> FileAsync(string path, string option, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await TextAsync(file, option, cancellationToken);
    }

    private static async Task<string> TextAsync(Stream from, string option, CancellationToken cancellationToken)
    {
        var buffer = new char[8192];
        var text = new System.Text.StringBuilder();
        using var reader = new StreamReader(from, leaveOpen: true);
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (text.Append(buffer, 0, read).Length > Most)
                throw new NexusException(CliErrors.NoObject(option, "it is larger than 1 MiB"));
        }

        return text.ToString();
    }
}
