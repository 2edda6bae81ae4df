using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Actions;

/// <summary>Repositories by https on loopback: <c>git http-backend</c> behind a web server with its own CA.</summary>
internal sealed class GitHttpServer : IAsyncDisposable
{
    private static readonly DateTimeOffset Since = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _home = new();
    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly X509Certificate2 _authority = Authority("CN=Nexus tests");
    private WebApplication? _server;

    public string Root => _home.Path;

    /// <summary>Below it the repositories are.</summary>
    public string Url => _server!.Urls.First();

    /// <summary>The certificate that vouches for it, or one that does not.</summary>
    public string CaFile(bool isRight)
    {
        var path = _home.File(isRight ? "ca.pem" : "other.pem");
        using var other = Authority("CN=Others");
        File.WriteAllText(path, (isRight ? _authority : other).ExportCertificatePem());
        return path;
    }

    public static async Task<GitHttpServer> StartAsync()
    {
        var server = new GitHttpServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.UseHttps(server.Certificate())));
        server._server = builder.Build();
        server._server.Run(server.AnswerAsync);
        await server._server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _authority.Dispose();
        _spawner.Dispose();
        _home.Dispose();
    }

    /// <summary>As the common gateway interface has it, which is how http-backend is asked.</summary>
    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        await using var child = _spawner.Spawn(new(new Argv("git", "http-backend"))
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["GIT_PROJECT_ROOT"] = Root,
                ["GIT_HTTP_EXPORT_ALL"] = "1",
                ["PATH_INFO"] = request.Path,
                ["QUERY_STRING"] = $"{request.QueryString}".TrimStart('?'),
                ["REQUEST_METHOD"] = request.Method,
                ["CONTENT_TYPE"] = request.ContentType ?? "",
                ["HTTP_CONTENT_ENCODING"] = $"{request.Headers.ContentEncoding}",
                ["GIT_PROTOCOL"] = $"{request.Headers["Git-Protocol"]}",
                ["GIT_CONFIG_NOSYSTEM"] = "1",
                ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            },
            Input = StdioTarget.Pipe,
            Output = StdioTarget.Pipe,
        });
        await request.Body.CopyToAsync(child.Input!, context.RequestAborted);
        await child.Input!.DisposeAsync();
        while (await LineAsync(child.Output!, context.RequestAborted) is { Length: > 0 } line)
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(' ') + 1)..]);
            if (name is "Status")
                context.Response.StatusCode = int.Parse(value[..3], CultureInfo.InvariantCulture);
            else
                context.Response.Headers[name] = value;
        }

        await child.Output!.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task<string> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (await stream.ReadAsync(next, cancellationToken) == 1 && next[0] != '\n')
            line.Append((char)next[0]);
        return line.ToString().TrimEnd('\r');
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Since, Since.AddYears(100));
    }

    private X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(_authority, Since, Since.AddYears(99), [1, 2, 3, 4]);
        using var made = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
