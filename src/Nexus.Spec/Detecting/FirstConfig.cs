using System.Globalization;
using System.Text;

namespace Nexus.Spec.Detecting;

/// <summary>A configuration to begin with: what was detected, and an image. On one line, for a hint.</summary>
public static class FirstConfig
{
    private const int Longest = 400;

    /// <param name="detected">By <see cref="Detection"/>: only what that finds is written.</param>
    /// <param name="image">For the provider <c>docker</c>.</param>
    public static string Of(WorkspaceConfig detected, string image)
    {
        var docker = $"docker: {{image: {image}}}";
        var services = string.Join(", ", detected.Services.Select(Service));
        if (services is "")
            return docker;
        return services.Length <= Longest && services.All(IsVisible)
            ? $"{{services: {{{services}}}, {docker}}}"
            : $"{docker} beside your services";
    }

    /// <summary>Commands are the repository's: nothing in them moves a cursor, or turns text around.</summary>
    private static bool IsVisible(char c) =>
        char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format);

    private static string Service(ServiceConfig service)
    {
        var text = new StringBuilder($"{service.Name}: {{command: {Quoted(service.Command)}");
        if (service.Port is { } port)
            text.Append(CultureInfo.InvariantCulture, $", port: {port}, environment: {{PORT: \"{port}\"}}");
        if (service.Internal)
            text.Append(", internal: true");
        return text.Append('}').ToString();
    }

    /// <summary>A YAML scalar, in quotes where a plain one could mean something else.</summary>
    private static string Quoted(string command) =>
        command.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '/')
            && char.IsAsciiLetter(command[0]) && command[^1] is not ' '
            ? command
            : $"'{command.Replace("'", "''", StringComparison.Ordinal)}'";
}
