using Nexus.Contracts;
using Nexus.Spec.Detecting;

namespace Nexus.Workspaced.Dependencies;

internal static class DependencyErrors
{
    public static NexusError Failed(string workspaceId, DependencyInstall install, int code, string tail) => new(
        "dependencies.failed", $"'{install.Typed}' ended with {code}. Its last output: {tail}",
        $"Mend it and repeat: nexus workspace exec {workspaceId} \"{install.Typed}\"; then nexus workspace up "
            + $"{workspaceId}. A lifecycle.pre_start in .nexus/config.yaml replaces it.");

    public static NexusError TimedOut(string workspaceId, TimeSpan limit) => new(
        "dependencies.failed", $"Installing the dependencies took longer than {limit.TotalMinutes:0} minutes.",
        $"Read 'nexus workspace logs {workspaceId} nexus', or say in lifecycle.pre_start what to do instead.");

    public static NexusError ToolMissing(DependencyInstall install) => new(
        "dependencies.tool_missing",
        $"'{install.Typed}' needs {install.Tool}, which the environment does not have.",
        $"{Get(install)}, or say in lifecycle.pre_start of .nexus/config.yaml what to do instead.");

    private static string Get(DependencyInstall install) => install.Packages.Count > 0
        ? $"Make an image with it by 'nexus image build --with {string.Join(',', install.Packages)}' and name it there "
            + "as the image"
        : $"Choose an image with {install.Tool}: Debian has no package of it for 'nexus image build --with ...'";
}
