using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Engine.Actions.Git;
using Nexus.Engine.Actions.Http;
using Nexus.Engine.Actions.Json;
using Nexus.Engine.Actions.Plugins;
using Nexus.Engine.Actions.Ssh;
using Nexus.Processes;

namespace Nexus.Engine.Actions;

/// <summary>The actions that need no more than artifacts, secrets and the world outside.</summary>
internal static class ActionSlice
{
    public static void AddActions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>();
        services.AddOptions<HttpOptions>().Bind(configuration.GetSection(HttpOptions.Section)).ValidateOnStart();
        services.AddSingleton<HttpSender>();
        services.AddSingleton<IAction, HttpCall>().AddSingleton<IAction, NotifyWebhook>();
        services.AddSingleton<IAction, EmitEvent>().AddSingleton<IAction, GetSecret>();
        services.AddSingleton<IAction, StoreSecret>().AddSingleton<IAction, FindSecrets>();
        services.AddSingleton<IAction, WriteArtifact>().AddSingleton<IAction, TransformJson>();
        services.AddSingleton<IAction, PruneArtifacts>();
        AddSsh(services, configuration);
        AddGit(services, configuration);
        services.AddSingleton<PluginShelf>().AddHostedService<LeftPlugins>();
    }

    private static void AddGit(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<GitOptions>, GitOptionsValidator>();
        services.AddOptions<GitOptions>().Bind(configuration.GetSection(GitOptions.Section)).ValidateOnStart();
        services.AddSingleton<GitProgram>().AddSingleton<GitRepositories>();
        services.AddSingleton<IAction, InitRepository>().AddSingleton<IAction, CloneRepository>();
        services.AddSingleton<IAction, CommitFiles>().AddSingleton<IAction, DiffCommits>();
        services.AddSingleton<IAction, CheckOut>().AddSingleton<IAction, ListCommits>();
    }

    private static void AddSsh(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<SshOptions>, SshOptionsValidator>();
        services.AddOptions<SshOptions>().Bind(configuration.GetSection(SshOptions.Section)).ValidateOnStart();
        // Programs live in the machine's time.
        services.AddSingleton(_ => new Spawner(TimeProvider.System));
        services.AddSingleton<IProcessRunner>(provider =>
            new ProcessRunner(TimeProvider.System, provider.GetRequiredService<Spawner>()));
        services.AddSingleton<Reach>().AddSingleton<SshKeys>().AddSingleton<IAction, SshRun>();
    }
}
