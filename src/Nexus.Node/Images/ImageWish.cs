using System.Text.RegularExpressions;
using Nexus.Processes;

namespace Nexus.Node.Images;

/// <summary>An image that was built: <c>nexus-node image build --json</c>.</summary>
/// <param name="Name">With its tag.</param>
/// <param name="Id">Of its content, <c>sha256:...</c>.</param>
/// <param name="Bytes">Unpacked.</param>
/// <param name="Packages">What was asked for; Debian adds what they need.</param>
internal sealed record BuiltImage(string Name, string Id, long Bytes, IReadOnlyList<string> Packages);

/// <summary>The Debian image to build, as an argument list; pure.</summary>
internal sealed partial record ImageWish(string Repository, string Tag, IReadOnlyList<string> Packages)
{
    private const string Suite = "bookworm";

    private static readonly string[] Base =
    [
        "ca-certificates", "curl", "git", "iproute2", "less", "openssh-server", "procps", "python3", "rclone", "rsync",
        "sudo",
    ];

    public string Name => $"{Repository}:{Tag}";

    /// <exception cref="UsageException">A name that is none.</exception>
    public static ImageWish From(string? name, string? with)
    {
        var full = name ?? Providers.Docker.DockerProvider.DefaultImage;
        if (!ImageName().IsMatch(full))
            throw new UsageException($"--name: '{full}' is not an image name like nexus/debian:12.");
        var more = with?.Split(
            [',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (more.FirstOrDefault(package => !PackageName().IsMatch(package)) is { } bad)
            throw new UsageException($"--with: '{bad}' is not a package name.");
        return new(
            full.Split(':')[0], full.Split(':') is [_, var tag] ? tag : "latest",
            [.. Base.Union(more, StringComparer.Ordinal)]);
    }

    /// <summary>Writes the root file system to standard output as a tar.</summary>
    /// <param name="sources">The machine's own list of package sources, when it is of the same Debian.</param>
    public Argv RootFileSystem(string? sources) => new("mmdebstrap", [
        "--variant=minbase", "--format=tar", $"--include={string.Join(',', Packages)}",
        "--aptopt=APT::Install-Recommends false", "--aptopt=Acquire::Languages none",
        .. Left.Select(path => $"--dpkgopt=path-exclude={path}"),
        // Host keys belong to a workspace, not to an image.
        "--customize-hook=rm -f \"$1\"/etc/ssh/ssh_host_*",
        "--customize-hook=chroot \"$1\" useradd --create-home --uid 1000 --shell /bin/bash dev",
        "--customize-hook=echo 'dev ALL=(ALL) NOPASSWD:ALL' > \"$1\"/etc/sudoers.d/nexus",
        "--customize-hook=chmod 440 \"$1\"/etc/sudoers.d/nexus",
        Suite, "-", .. sources is null ? Array.Empty<string>() : [sources]]);

    /// <summary>The machine's own sources know a mirror that it can reach.</summary>
    public static string? SourcesOfThisMachine() =>
        SourceLists.FirstOrDefault(
            path => File.Exists(path) && File.ReadAllText(path).Contains(Suite, StringComparison.Ordinal));

    private static readonly string[] SourceLists =
        ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"];

    private static string[] Left { get; } =
        ["/usr/share/man/*", "/usr/share/locale/*", "/usr/share/doc/*", "/usr/share/info/*"];

    [GeneratedRegex(
        @"^[a-z0-9]+([._/-][a-z0-9]+)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ImageName();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.-]+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PackageName();
}
