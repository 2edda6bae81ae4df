using Nexus.Contracts;
using Nexus.Spec;
using Nexus.Spec.Detecting;

namespace Nexus.Workspaced.Dependencies;

internal static class DependencyErrors
{
    private const string Image = "my/image:1";

    public static NexusError Failed(string workspaceId, DependencyInstall install, int code, string tail) => new(
        "dependencies.failed", $"'{install.Typed}' ended with {code}. Its last output: {tail}",
        Repeat(workspaceId, install));

    /// <param name="workspaceId">Whose.</param>
    /// <param name="install">What ran then; null: none had begun.</param>
    /// <param name="limit">Of all of them together.</param>
    /// <param name="tail">What it printed last.</param>
    public static NexusError TimedOut(
        string workspaceId, DependencyInstall? install, TimeSpan limit, string tail) => new(
        "dependencies.failed",
        $"Installing the dependencies took longer than {Said(limit)}"
            + (install is null ? "." : $", and then '{install.Typed}' was ended. Its last output: {tail}"),
        install is null ? $"Repeat it: nexus workspace up {workspaceId}." : Repeat(workspaceId, install));

    private static string Said(TimeSpan limit) => limit < TimeSpan.FromMinutes(1)
        ? $"{limit.TotalSeconds:0} seconds"
        : $"{limit.TotalMinutes:0} minutes";

    private static string Repeat(string workspaceId, DependencyInstall install) =>
        $"Mend it and repeat: nexus workspace exec {workspaceId} {install.Word}; then nexus workspace up "
            + $"{workspaceId}. A lifecycle.pre_start in .nexus/config.yaml replaces it.";

    /// <param name="workspaceId">Whose.</param>
    /// <param name="install">What needs the tool.</param>
    /// <param name="missing">The tool, or the tool with what it lacks.</param>
    /// <param name="detected">What was found in a repository without a configuration; null: it has one.</param>
    public static NexusError ToolMissing(
        string workspaceId, DependencyInstall install, string missing, WorkspaceConfig? detected) => new(
        "dependencies.tool_missing",
        $"'{install.Typed}' needs {missing}, which the environment does not have.",
        $"{Get(workspaceId, install, detected)}; or say in lifecycle.pre_start what to do instead.");

    /// <summary>Without a root of its own an environment has what its node's machine has.</summary>
    private static string Get(string workspaceId, DependencyInstall install, WorkspaceConfig? detected)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return install.Packages is []
                ? "Install it on the machine of the node"
                : $"Install it on the machine of the node, on Debian {string.Join(", ", install.Packages)}";
        }

        var image = install.Packages is []
            ? $"Choose an image with {install.Tool}: Debian has no package of it for 'nexus image build --with ...'"
            : $"Make an image with it by 'nexus image build --name {Image} --with "
                + $"{string.Join(',', install.Packages)}' on the node's machine";
        var named = detected is null
            ? "name that in .nexus/config.yaml"
            : $"write {ConfigLoader.FileName} in the workspace: {FirstConfig.Of(detected, Image)}";
        return $"{image}; {named} and run 'nexus workspace rebuild {workspaceId}'";
    }
}
