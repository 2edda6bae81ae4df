using System.Text.Json.Serialization.Metadata;
using Nexus.Cli.Servers;
using Nexus.Cli.Talk;
using Nexus.Client;
using Nexus.Processes;
using Nexus.Spec;

namespace Nexus.Cli;

/// <summary>All that a command may need of the world; what costs something is made when it is asked for.</summary>
internal sealed class Caller(
    Place place, Output output, TimeProvider clock, IProcessRunner processes, Func<KnownServer, HttpClient> connect)
    : IDisposable
{
    private readonly Lazy<UserConfig> _choices = new(() => ServerLocator.Choices(place, output));
    private KnownServer? _server;
    private HttpClient? _http;

    public Place Place => place;

    public Output Output => output;

    public TimeProvider Clock => clock;

    public IProcessRunner Processes => processes;

    public UserConfig Choices => _choices.Value;

    public KnownServer Server => _server ??= ServerLocator.Find(place, Choices);

    public NexusClient Client => Of(_http ??= connect(Server), Server);

    /// <summary>The document for a program, the table for a person.</summary>
    public void List<TPage, T>(
        TPage page, JsonTypeInfo<TPage> type, IReadOnlyList<T> items, Listing<T> listing, bool json)
    {
        if (json)
            output.Json(page, type);
        else
            List(listing.Columns, items.Select(listing.Row), listing.None);
    }

    /// <summary>For a person; to programs the document is given.</summary>
    /// <param name="columns">Of the table.</param>
    /// <param name="rows">What was found.</param>
    /// <param name="none">Said where nothing was.</param>
    public void List(Table columns, IEnumerable<IReadOnlyList<string>> rows, string none)
    {
        if (rows.ToList() is { Count: > 0 } found)
            output.Result(columns.Of(found, place.ResultRoom));
        else
            output.Say(none);
    }

    /// <summary>As someone else at the same server.</summary>
    public async Task<T> AsAsync<T>(string token, string source, Func<NexusClient, Task<T>> ask)
    {
        var server = Server with { Token = token, TokenSource = source };
        using var http = connect(server);
        return await ask(Of(http, server));
    }

    public void Dispose() => _http?.Dispose();

    /// <summary>The server does not know where a token was found.</summary>
    private NexusClient Of(HttpClient http, KnownServer server) => new(
        http, clock, error => error.Code is "auth.token_unknown" ? CliErrors.TokenUnknown(error, server) : error);
}
