using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Configuration.Json;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Workspaces.Nodes;

namespace Nexus.Server.Settings;

/// <summary><c>GET /settings</c>: what the server was started with, and where each value came from.</summary>
internal static class ShowSettings
{
    private const string Framework = "logging:";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/settings", Handle).WithName(nameof(ShowSettings)).RequireAuthorization(NodeAccess.Admin)
            .Note("The server's settings, with the place each value comes from; secrets are only said to be set.");

    public static SettingsView Of(IConfigurationRoot configuration) => new()
    {
        Profile = configuration["profile"] ?? Profiles.Local,
        Items = [.. SettingBook.All.Select(setting => Of(setting, configuration))],
        Unknown = [.. Unknown(configuration)],
    };

    private static Ok<SettingsView> Handle(IConfiguration configuration) =>
        TypedResults.Ok(Of((IConfigurationRoot)configuration));

    private static SettingView Of(Setting setting, IConfigurationRoot configuration)
    {
        var from = configuration.Providers.Reverse().FirstOrDefault(provider => Has(provider, setting));
        var (origin, name) = from switch
        {
            null => (SettingOrigin.Default, null),
            SettingProvider own => (own.Source.Origin, own.Source.From(setting.Path)),
            JsonConfigurationProvider file => (SettingOrigin.File, file.Source.FileProvider?
                .GetFileInfo(file.Source.Path ?? "").PhysicalPath),
            _ => (SettingOrigin.File, null),
        };
        var value = from is null ? setting.Default : Value(setting, configuration);
        return new()
        {
            Key = setting.Key,
            Value = setting.IsSecret ? null : value,
            IsSet = value is { Length: > 0 },
            IsSecret = setting.IsSecret,
            Origin = origin,
            From = name,
        };
    }

    private static bool Has(IConfigurationProvider provider, Setting setting) =>
        setting.IsList ? provider.GetChildKeys([], setting.Path).Any() : provider.TryGet(setting.Path, out _);

    private static string? Value(Setting setting, IConfiguration configuration) => setting.IsList
        ? string.Join(", ", configuration.GetSection(setting.Path).GetChildren().Select(item => item.Value))
        : configuration[setting.Path];

    /// <summary>What somebody has written in the file or a variable that no part of the server reads.</summary>
    private static IEnumerable<string> Unknown(IConfigurationRoot configuration)
    {
        var known = SettingBook.All.Where(setting => !setting.IsList).Select(setting => setting.Path)
            .Concat(["profile", "env_id"]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lists = SettingBook.All.Where(setting => setting.IsList).Select(setting => $"{setting.Path}:").ToList();
        return configuration.Providers.Where(IsWritten).SelectMany(provider => Keys(provider, parent: null))
            .Where(key => !known.Contains(key) && !key.StartsWith(Framework, StringComparison.OrdinalIgnoreCase)
                && !lists.Any(list => key.StartsWith(list, StringComparison.OrdinalIgnoreCase)))
            .Select(key => key.Replace(':', '.'))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);
    }

    private static bool IsWritten(IConfigurationProvider provider) =>
        provider is JsonConfigurationProvider or SettingProvider { Source.Origin: SettingOrigin.Environment };

    private static IEnumerable<string> Keys(IConfigurationProvider provider, string? parent)
    {
        foreach (var name in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = parent is null ? name : $"{parent}:{name}";
            var hasAny = false;
            foreach (var inner in Keys(provider, key))
            {
                hasAny = true;
                yield return inner;
            }

            if (!hasAny && name is not "urls")
                yield return key;
        }
    }
}
