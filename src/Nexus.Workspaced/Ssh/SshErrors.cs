using Nexus.Contracts;

namespace Nexus.Workspaced.Ssh;

internal static class SshErrors
{
    public static NexusException NoServer(string reason) => new(new(
        "ssh.no_server", $"The image has no SSH server: {reason}.",
        "Add the package openssh-server to the image, or use one made by nexus image build."));

    public static NexusException NotSetUp() => new(new(
        "ssh.not_set_up", "SSH is not set up in this workspace yet.", "Wait for nexus workspace up to finish."));

    public static NexusException BadHostKey(string reason) => new(new(
        "ssh.bad_host_key", $"The host key cannot be used: {reason}",
        "Remove the workspace and create it again; a new key is made then."));

    public static NexusException BadConfiguration(string reason) => new(new(
        "ssh.bad_configuration", $"The SSH server refuses its configuration: {reason}",
        "Use an image with OpenSSH 8.0 or newer."));
}
