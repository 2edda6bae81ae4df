using System.Net;
using Microsoft.Extensions.Options;

namespace Nexus.Engine.Actions.Http;

/// <summary>The <c>http</c> section of state/config.json: what <c>http.call</c> may do.</summary>
public sealed record HttpOptions
{
    public const string Section = "http";

    /// <summary>Networks it may reach although they are on a link or on loopback: <c>127.0.0.0/8</c>, ...</summary>
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

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
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
