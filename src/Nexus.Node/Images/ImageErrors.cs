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
}
