namespace Nexus.Cli.Servers;

/// <summary>A server and the credential for it.</summary>
/// <param name="Address">Its URL.</param>
/// <param name="Token">Null when none was found; the server then says what it thinks of that.</param>
/// <param name="TokenSource">Where the token came from, for <c>nexus doctor</c>.</param>
/// <param name="Home">The home it serves, when that is this user's; its port may change.</param>
internal sealed record KnownServer(Uri Address, string? Token, string TokenSource, string? Home = null)
{
    /// <summary>What a workspace is remembered with.</summary>
    public string Key => Home ?? Address.ToString();

    /// <summary>A log line that prints a server must not print the token.</summary>
    public override string ToString() => $"{Address} (token: {TokenSource})";
}
