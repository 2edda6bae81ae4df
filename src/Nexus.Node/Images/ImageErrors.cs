using Nexus.Contracts;

namespace Nexus.Node.Images;

internal static class ImageErrors
{
    public static NexusError ProgramMissing { get; } =
        new("image.program_missing", "Building an image needs the program mmdebstrap.",
            "Run 'sudo apt-get install mmdebstrap'.");

    public static NexusError Failed(string image, string reason) =>
        new("image.build_failed", $"The image '{image}' was not built: {reason}",
            "Run 'nexus image build' again; it begins anew.");

    public static NexusError NoDirectory(string image, string reason) =>
        new("image.build_failed", $"The image '{image}' was not built: {reason}",
            "Make room, or choose another directory for what it needs meanwhile: TMPDIR.");

    public static NexusError NotTaken(string image) =>
        new("image.build_failed",
            $"The image '{image}' was not built: the Docker Engine broke off while it took it in.",
            "See whether there is room for it in 'docker system df' and 'df -h', and the engine's log.");
}
