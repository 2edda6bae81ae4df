using Nexus.Contracts;
using Nexus.Spec.Detecting;

namespace Nexus.Workspaced.Dependencies;

internal static class DependencyErrors
{
    public static NexusError Failed(string workspaceId, DependencyInstall install, int code, string tail) => new(
        "dependencies.failed", $"'{install.Typed}' ended with {code}. Its last output: {tail}",
        $"Mend it and repeat: nexus workspace exec {workspaceId} {install.Word}; then nexus workspace up "
            + $"{workspaceId}. A lifecycle.pre_start in .nexus/config.yaml replaces it.");

    public static NexusError TimedOut(string workspaceId, TimeSpan limit) => new(
        "dependencies.failed", $"Installing the dependencies took longer than {limit.TotalMinutes:0} minutes.",
        $"Read 'nexus workspace logs {workspaceId} nexus', or say in lifecycle.pre_start what to do instead.");

    public static NexusError ToolMissing(DependencyInstall install) => new(
        "dependencies.tool_missing",
        $"'{install.Typed}' needs {install.Tool}, which the environment does not have.",
        $"{Get(install)}; or say in lifecycle.pre_start what to do instead.");

    /// <summary>Without a root of its own an environment has what its node's machine has.</summary>
    private static string Get(DependencyInstall install) => install.Packages switch
    {
        _ when !Environment.IsPrivilegedProcess => "Install it on the machine of the node",
        [] => $"Choose an image with {install.Tool}: Debian has no package of it for 'nexus image build --with ...'",
        var packages => $"Make an image with it by 'nexus image build --with {string.Join(',', packages)}', name that "
            + "in .nexus/config.yaml and run 'nexus workspace rebuild'",
    };
}
