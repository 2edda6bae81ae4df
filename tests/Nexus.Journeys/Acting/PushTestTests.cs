using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Acting;

/// <summary>examples/blueprints/push-test: a push is tested in a fresh workcell, and there is a report of it.</summary>
public sealed class PushTestTests
{
    private const string Secret = "0123456789abcdef-of-the-shop";

    private const string Choice = "purpose: test";
    private const StringComparison Sensitive = StringComparison.Ordinal;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_is_tested_in_a_workcell_and_reported()
    {
        await using var nexus = await Installation.StartAsync("process");
        var repository = await nexus.MakeRepositoryAsync("shop");
        await using var daemon = new GitDaemon(nexus);
        var blueprint = Path.Combine(Repositories.Clone(), "examples", "blueprints", "push-test", "push-test.yaml");
        var text = await File.ReadAllTextAsync(blueprint, Ct);
        await nexus.PromoteAsync("push-test", text.Replace(Choice, $"{Choice}\n      provider: process", Sensitive));
        var file = Path.Combine(nexus.Root, "secret");
        await File.WriteAllTextAsync(file, Secret, Ct);
        await nexus.NexusAsync("hook", "add", "shop", "--kind", "github", "--secret-file", file);

        foreach (var (test, passed) in ((string, bool)[])[("echo all is well", true), ("echo oh no; exit 7", false)])
        {
            var commit = await CommitAsync(nexus, repository, test);
            await PushedAsync(nexus, daemon.UrlOf("shop"), commit);
            var report = await ReportAsync(nexus, commit);
            Assert.Equal(passed, report.GetProperty("passed").GetBoolean());
            Assert.Equal(passed ? "all is well\n" : "oh no\n", report.GetProperty("output").GetString());
            await nexus.NoWorkcellIsLeftAsync();
        }
    }

    /// <summary>On another branch than the one that is cloned.</summary>
    private static async Task<string> CommitAsync(Installation nexus, string repository, string test)
    {
        await nexus.RunAsync(new Argv("git", "-C", repository, "checkout", "-qB", "work"));
        var file = Path.Combine(repository, "test");
        await File.WriteAllTextAsync(file, $"#!/bin/sh\n{test}\n", Ct);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await nexus.RunAsync(new Argv("git", "-C", repository, "add", "-A"));
        await nexus.RunAsync(new Argv(
            "git", "-C", repository, "-c", "user.name=n", "-c", "user.email=n@localhost", "commit", "-qm", "test"));
        var commit = (await nexus.RunAsync(new Argv("git", "-C", repository, "rev-parse", "HEAD"))).Trim();
        await nexus.RunAsync(new Argv("git", "-C", repository, "checkout", "-q", "main"));
        return commit;
    }

    /// <summary>As GitHub tells it.</summary>
    private static async Task PushedAsync(Installation nexus, string url, string commit)
    {
        var body = $$"""
            {"ref": "refs/heads/work", "after": "{{commit}}", "repository": { "clone_url": "{{url}}" } }
            """;
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body));
        using var http = await nexus.HttpAsync();
        http.DefaultRequestHeaders.Authorization = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("hooks/shop", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-GitHub-Event", "push");
        request.Headers.Add("X-GitHub-Delivery", commit);
        request.Headers.Add("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(signature)}");
        using var answer = await http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Of the newest run, when it has ended.</summary>
    private static async Task<JsonElement> ReportAsync(Installation nexus, string commit)
    {
        using var http = await nexus.HttpAsync();
        var runs = JsonSerializer.Deserialize(
            await http.GetStringAsync(new Uri("runs", UriKind.Relative), Ct), ContractsJson.Default.RunPage)!;
        var run = runs.Items.First(one => one.Name.StartsWith("bp.push.test@", StringComparison.Ordinal));
        var ended = await nexus.EndAsync(run.RunId);
        Assert.True(ended.Status is RunStatus.Completed, $"{ended.Error}");
        var id = ended.Outputs!.Value.GetProperty("report").GetString();
        var text = await http.GetStringAsync(new Uri($"artifacts/{id}/download", UriKind.Relative), Ct);
        var report = JsonElement.Parse(text);
        Assert.Equal(commit, report.GetProperty("commit").GetString());
        return report;
    }
}
