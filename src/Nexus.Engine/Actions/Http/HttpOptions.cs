using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Nexus.Engine.Actions.Http;

/// <summary>The <c>http</c> section of state/config.json: what <c>http.call</c> may do.</summary>
public sealed record HttpOptions
{
    public const string Section = "http";

    /// <summary>Networks it may reach although they are on a link or on loopback: <c>127.0.0.0/8</c>, ...</summary>
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>Certificates in PEM of authorities that vouch for servers besides the machine's; null: none.</summary>
    public string? CaFile { get; init; }

    internal AddressRules Rules => new([.. (AllowedNetworks ?? []).Select(text => IPNetwork.Parse(text))]);
}

internal sealed class HttpOptionsValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options)
    {
        var problems = (
            from text in options.AllowedNetworks ?? []
            where !IPNetwork.TryParse(text, out _)
            select $"http.allowedNetworks: '{text}' is no network, as 10.0.0.0/8 is").ToList();
        if (options.CaFile is { } file && Problem(file) is { } problem)
            problems.Add($"http.caFile: {problem}");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Problem(string file)
    {
        if (!Path.IsPathRooted(file))
            return "it must be a whole path, as /etc/ssl/certs/company.pem is";
        try
        {
            OwnAuthorities.Read(file);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
