using System.Net;
using Nexus.Engine;

namespace Nexus.Server.Settings;

/// <summary>The <c>server</c> section of state/config.json: how it listens, and how it logs.</summary>
internal sealed record ServerOptions
{
    public const string Section = "server";

    /// <summary>Address of the API.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>0: any free one.</summary>
    public int Port { get; init; } = 3001;

    /// <summary>TLS ends in front of it. No profile says so: only a person knows.</summary>
    public bool BehindProxy { get; init; }

    /// <summary><c>json</c> or <c>text</c>.</summary>
    public string LogFormat { get; init; } = "json";

    /// <summary>Plain HTTP that only this machine sees.</summary>
    internal bool IsLoopback => IPAddress.TryParse(Bind, out var address) && IPAddress.IsLoopback(address);

    /// <summary>As an address on the web has it.</summary>
    internal string Host => Bind.Contains(':') ? $"[{Bind.Trim('[', ']')}]" : Bind;
}

internal sealed class ServerOptionsValidator : EveryProblem<ServerOptions>
{
    protected override IEnumerable<string> Problems(ServerOptions options)
    {
        if (!IPAddress.TryParse(options.Bind, out _))
            yield return $"server.bind is '{options.Bind}': it must be an IP address";
        if (options.Port is < 0 or > 65535)
            yield return "server.port must be a port, or 0 for any free one";
        if (options.LogFormat is not ("json" or "text"))
            yield return $"server.logFormat is '{options.LogFormat}': use json or text";
    }
}
