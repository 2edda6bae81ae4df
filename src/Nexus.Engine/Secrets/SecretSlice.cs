using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Secrets;

/// <summary>Needs the engine and an <see cref="ISecretStore"/>.</summary>
public static class SecretSlice
{
    public static void AddSecrets(this IServiceCollection services) =>
        services.AddSingleton<SecretDesk>().AddSingleton<SecretReader>();

    /// <summary><c>/secrets</c>, below the group it is given. None of its routes answers with a value.</summary>
    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        ListSecrets.Map(routes);
        PutSecret.Map(routes);
        RemoveSecret.Map(routes);
        RekeySecrets.Map(routes);
    }
}
