using Nexus.Contracts;

namespace Nexus.Workspaced.Services;

internal static class ServiceErrors
{
    public static NexusException NotFound(string name, IEnumerable<string> known) => new(new(
        "service.not_found", $"There is no service '{name}'.",
        $"The services are: {string.Join(", ", known)}. They are listed in .nexus/config.yaml."));

    public static NexusException NothingListens(int port) => new(new(
        "service.nothing_listens", $"Nothing listens on port {port} in the workspace.",
        "Run 'nexus workspace services' to see which services are healthy."));

    public static NexusError SecretMissing(string service, string path) => new(
        "service.secret_missing", $"The service '{service}' needs the secret '{path}', which was not given.",
        $"Set it with 'nexus secret set {path}', then run 'nexus workspace restart'.");

    public static NexusError HookTimedOut(string name, TimeSpan limit) => new(
        "service.hook_timeout", $"The hook '{name}' ran longer than {limit.TotalSeconds:0.#} s and was killed.",
        "Shorten it, or make long work a service.");
}
