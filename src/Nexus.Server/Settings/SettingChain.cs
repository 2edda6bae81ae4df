using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Server.Errors;

namespace Nexus.Server.Settings;

/// <summary>
/// Where settings come from, the weakest first: the code's defaults, the profile, state/config.json, variables
/// <c>NEXUS_SECTION__KEY</c>, options of the command line.
/// </summary>
internal static class SettingChain
{
    /// <summary>Variables of any other name set nothing: whoever has one called PORTS means something else.</summary>
    /// <returns>How the server listens.</returns>
    /// <exception cref="NexusException"><c>server.insecure</c>.</exception>
    /// <exception cref="InvalidDataException">There is no such profile.</exception>
    /// <exception cref="OptionsValidationException">The server cannot listen like that.</exception>
    public static ServerOptions AddSettings(
        this IConfigurationManager configuration, string file, ServerCommand command)
    {
        foreach (var other in configuration.Sources.OfType<EnvironmentVariablesConfigurationSource>()
            .Where(source => string.IsNullOrEmpty(source.Prefix)).ToList())
        {
            configuration.Sources.Remove(other);
        }

        var before = configuration.Sources.Count;
        var json = new JsonConfigurationSource { Path = file, Optional = true };
        json.ResolveFileProvider();
        configuration.Add(json);
        configuration.Add(SettingSource.OfVariables(Environment.GetEnvironmentVariables()));
        configuration.Add(SettingSource.OfOptions(command));
        configuration.Sources.Insert(before, SettingSource.OfProfile(configuration["profile"] ?? Profiles.Local));
        return Checked(configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new());
    }

    private static ServerOptions Checked(ServerOptions server)
    {
        if (new ServerOptionsValidator().Validate(name: null, server) is { Failed: true, Failures: { } failures })
            throw new OptionsValidationException(ServerOptions.Section, typeof(ServerOptions), failures);
        return server.IsLoopback || server.BehindProxy
            ? server
            : throw new NexusException(StartErrors.Insecure(server.Bind));
    }
}
