namespace Nexus.Cli.Servers;

/// <summary>A server and the credential for it.</summary>
/// <param name="Address">Its URL.</param>
/// <param name="Token">Null when none was found; the server then says what it thinks of that.</param>
/// <param name="TokenSource">Where the token came from, for <c>nexus doctor</c>.</param>
internal sealed record KnownServer(Uri Address, string? Token, string TokenSource)
{
    /// <summary>A log line that prints a server must not print the token.</summary>
    public override string ToString() => $"{Address} (token: {TokenSource})";
}
