using static Nexus.Spec.Keys.KeyKind;

namespace Nexus.Spec.Keys;

/// <summary>Every key of <c>.nexus/config.yaml</c>.</summary>
internal static class ConfigKeys
{
    public static IReadOnlyList<Key> HealthCheck { get; } =
    [
        new("type", Choice, "How to know that the service works")
        {
            Choices = ["http", "tcp", "custom", "none"],
            Default = "what the other keys imply; else `tcp` with a port, `none` without",
        },
        new("path", Text, "Path an `http` check asks for; any status below 400 is healthy") { Default = "/" },
        new("port", Port, "Port to check") { Default = "the service's port" },
        new("host", Text, "Host to check") { Default = "the loopback" },
        new("command", Script, "Command of a `custom` check; healthy when it exits with 0"),
        new("timeout", Duration, "From the start of the service until it must be healthy, at most 10m")
        {
            Default = "30s",
        },
    ];

    /// <summary>Of a variable that is no text.</summary>
    public static IReadOnlyList<Key> Variable { get; } =
    [
        new("secret", Text, "Path of the secret, as `user/me/NAME`")
        {
            IsRequired = true,
            Pattern = SecretNames.Pattern,
        },
    ];

    public static IReadOnlyList<Key> Service { get; } =
    [
        new("command", Script, "The long-running command, run as `/bin/sh -c` in the repository") { IsRequired = true },
        new("port", Port, "Port the service listens on"),
        new("depends_on", Names, "Services that must be healthy before this one starts") { Default = "none" },
        new("environment", Variables, "Environment variables of the service: a text, or `{ secret: PATH }` for what "
            + "`nexus secret set PATH` keeps") { Default = "none" },
        new("health_check", TextOrSection, "How to know that it works: `/path`, `http://…`, `tcp`, `none`, a URL whose "
            + "port is dialled (`psql://host:port/db`), or a section") { Keys = HealthCheck },
        new("restart", Choice, "When to start it again after it ended")
        {
            Choices = ["always", "on-failure", "never"],
            Default = "on-failure",
        },
        new("internal", Flag, "Checked and shown, but without a port on the server")
        {
            Default = "`true` when the command is a database server, else `false`",
        },
        new("working_directory", Text, "Where the command runs, relative to the repository")
        {
            Default = "the repository",
        },
    ];

    public static IReadOnlyList<Key> Provider { get; } =
    [
        new("image", Text, "What the environment is made from") { Default = "the provider's" },
        new("cpu", Number, "Processors, `0.1` or more") { Default = "the provider's" },
        new("memory", Size, "Memory: `4GB`, `4G` and `4GiB` are the same") { Default = "the provider's" },
        new("disk", Size, "Disk") { Default = "the provider's" },
    ];

    private static readonly IReadOnlyList<Key> EachProvider =
        [.. ProviderNames.All.Select(name => new Key(name, Section, $"Choices for `{name}`") { Keys = Provider })];

    private static readonly IReadOnlyList<Key> Remote =
    [
        new("node", Name, "A node that has joined the server") { IsRequired = true },
        new("user", Text, "Read for compatibility; nodes dial the server, nobody logs in to them"),
        new("port", Port, "Read for compatibility, like `user`"),
    ];

    private static readonly IReadOnlyList<Key> Lifecycle =
    [
        new("pre_start", Script, "Runs before the services, at most 15 minutes; when it fails they do not start"),
        new("post_start", Script, "Runs after the services are healthy, at most 5 minutes; a failure is a warning"),
        new("pre_stop", Script, "Runs before the services stop, at most 30 seconds; they stop also when it fails"),
    ];

    public static IReadOnlyList<Key> Top { get; } =
    [
        new("version", Choice, "Version of this format")
        {
            Choices = [WorkspaceConfig.CurrentVersion],
            Default = WorkspaceConfig.CurrentVersion,
        },
        new("name", Name, "Name of the project") { Default = "the workspace's" },
        new("services", Sections, "The services, by name") { Keys = Service, Default = "none" },
        new("provider", Choice, "Short form of `providers.default`")
        {
            Choices = ProviderNames.All,
            Default = "the server's choice",
        },
        new("providers", Section, "Where the workspace runs")
        {
            Keys =
            [
                new("default", Choice, "The provider to use")
                {
                    Choices = ProviderNames.All,
                    Default = "the server's choice",
                },
                .. EachProvider,
            ],
        },
        .. EachProvider.Select(key => key with { Meaning = $"Short form of `providers.{key.Name}`" }),
        new("remote", Section, "The machine the workspace runs on") { Keys = Remote, Default = "the server's choice" },
        new("lifecycle", Section, "Commands around the services, run as `/bin/sh -c` in the repository")
        {
            Keys = Lifecycle,
        },
    ];
}
