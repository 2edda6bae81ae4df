using System.Globalization;
using System.Text;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Server.Tests.Reference;
using Nexus.Testing;

namespace Nexus.Server.Tests.BadInput;

/// <summary>
/// Whatever is wrong with a request: the right code, status and exit code, a hint, and nothing left behind.
/// </summary>
public sealed class BadInputTests
{
    private static readonly string[] Kinds =
    [
        "api_token", "artifact", "blueprint", "blueprint.version", "draft", "idempotency", "invitation", "join_token",
        "lease", "node", "run", "user", "workspace",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wrong_is_told_and_leaves_nothing()
    {
        await using var host = await ServerHost.StartAsync(new ManualClock());
        using var client = await host.RegisteredAsync();
        await host.PlaceAsync(
            await host.JoinAsync("n1"), WorkspaceState.Stopped, DesiredState.Down, DateTimeOffset.UnixEpoch,
            workspace => workspace with { Id = "ws-placed" });
        await client.CreateAsync(new() { WorkspaceName = "taken", Start = false });
        await client.CreateAsync(new() { WorkspaceName = "waits", Upload = true });
        var exitCodes = ExitCodes();

        foreach (var wrong in BadRequest.All)
        {
            var before = await StateAsync(host);
            using var answer = await SendAsync(client, wrong);
            var error = (await answer.ErrorAsync()).Error;
            Assert.True(error is not null, $"{wrong} was taken: {answer.StatusCode}");

            Assert.Equal(
                (wrong, wrong.Code, wrong.Status, wrong.ExitCode),
                (wrong, error.Code, (int)answer.StatusCode, exitCodes[$"{ErrorCatalogue.KindOf(error)}"]));
            Assert.NotEmpty(error.Hint ?? "");
            Assert.Equal((wrong, before), (wrong, await StateAsync(host)));
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, BadRequest wrong)
    {
        using var request = new HttpRequestMessage(new(wrong.Method), wrong.Path);
        request.Headers.Add("Idempotency-Key", "the-same-for-all");
        if (wrong.Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(wrong.Body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", wrong.Type);
        }

        return await client.SendAsync(request, Ct);
    }

    /// <summary>Every row there is, and the position of the last event.</summary>
    private static async Task<string> StateAsync(ServerHost host)
    {
        var rows = new StringBuilder();
        foreach (var kind in Kinds)
        {
            foreach (var row in await host.Ledger.ListAsync(new(kind, Scope.All) { Limit = 500 }, Ct))
                rows.Append(CultureInfo.InvariantCulture, $"{row.Kind} {row.Id} {row.Version}\n");
        }

        return $"{rows}{host.Ledger.Head}";
    }

    /// <summary>As docs/reference/errors.md tells scripts; the command line is compared with it as well.</summary>
    private static Dictionary<string, int> ExitCodes() =>
        ReferenceFile.Read("errors.md").Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 5 && int.TryParse(cells[2], CultureInfo.InvariantCulture, out _))
            .ToDictionary(cells => cells[1], cells => int.Parse(cells[2], CultureInfo.InvariantCulture));
}
