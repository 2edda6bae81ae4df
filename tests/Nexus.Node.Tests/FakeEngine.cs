using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nexus.Node.Tests;

/// <summary>What stands in for a Docker Engine, on a real socket.</summary>
internal static class FakeEngine
{
    /// <param name="path">Of its socket.</param>
    /// <param name="workspaces">It has a running container for each, and talks nonsense when asked about one.</param>
    public static async Task<WebApplication> StartAsync(string path, params IReadOnlyList<string> workspaces)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path));
        var app = builder.Build();
        app.MapGet("/v1.41/version", () => Results.Text("""{"Version":"20.10"}""", "application/json"));
        var rows = workspaces.Select(id => $$$"""
            {"Id":"{{{id}}}","Names":["/{{{Environments.EnvironmentName.Of(id)}}}"],"State":"running",
             "Labels":{"nexus.workspace":"{{{id}}}"}}
            """);
        app.MapGet(
            "/v1.41/containers/json", () => Results.Text($"[{string.Join(',', rows)}]", "application/json"));
        app.MapGet(
            "/v1.41/containers/{name}/json",
            () => workspaces.Count > 0 ? Results.Text("<html>", "application/json") : Results.NotFound());
        await app.StartAsync();
        return app;
    }

    /// <param name="path">Of its socket.</param>
    /// <param name="patience">With a connection on which nothing is asked.</param>
    /// <param name="import">What it does with an image.</param>
    public static async Task<WebApplication> StartAsync(string path, TimeSpan patience, RequestDelegate import)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.KeepAliveTimeout = patience;
            kestrel.ListenUnixSocket(path);
        });
        var app = builder.Build();
        app.MapGet("/v1.41/version", () => Results.Text("""{"Version":"20.10"}""", "application/json"));
        app.MapPost("/v1.41/images/create", import);
        await app.StartAsync();
        return app;
    }

    /// <summary>Takes connections and never answers.</summary>
    public static Socket Hang(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(64);
        return socket;
    }
}
