using Nexus.Contracts;

namespace Nexus.Engine.Artifacts;

/// <summary>Every error an artifact can make. One place to read, to test and to document.</summary>
internal static class ArtifactErrors
{
    public static NexusError NotFound(Guid id) =>
        new("artifact.not_found", $"There is no artifact {id}.", "See 'nexus artifact list'.");

    public static NexusError NoUpload(Guid id) =>
        new("artifact.not_found", $"No artifact {id} waits for its bytes.",
            "An upload waits an hour, and not across a start of the server: ask for a new one.");

    public static NexusError There(Guid id) =>
        new("artifact.there", $"The bytes of artifact {id} have come already, and they never change.",
            $"See 'nexus artifact show {id}', or make another artifact.");

    public static NexusError Uploading(Guid id) =>
        new("artifact.uploading", $"The bytes of artifact {id} are coming in another request.",
            "Wait for its end, or ask for another upload.");

    public static NexusError TooManyUploads(int most) =>
        new("artifact.too_many_uploads", $"{most} of your artifacts wait for their bytes already.",
            "Send them, or wait: each is forgotten after an hour.");

    public static NexusError Invalid(string why) =>
        new("artifact.invalid", $"The artifact cannot be made: {why}.", "Mend it, or leave it out.");

    public static NexusError TooLarge(long limit) =>
        new("artifact.too_large", $"An artifact has at most {Size(limit)}.",
            "Compress or split it, or ask the administrator to raise artifacts.maxBytes.");

    public static NexusError QuotaExceeded(long quota) =>
        new("artifact.quota_exceeded", $"The artifacts of this server may take {Size(quota)}, and there is no room.",
            "Remove some with 'nexus artifact rm ID', or ask the administrator to raise artifacts.quotaBytes.");

    public static NexusError WrongLength(long announced, long came) =>
        new("artifact.wrong_length", $"{announced} bytes were announced, and {came} came.",
            "Send the file again, whole, or announce no byte_length.");

    public static NexusError WrongSha(string announced, string came) =>
        new("artifact.wrong_sha", $"The SHA-256 of what came is {came}, and {announced} was announced.",
            "Send the file again; it was damaged on its way, or changed meanwhile.");

    public static NexusError Lost(Guid id) =>
        new("artifact.lost", $"The file of artifact {id} is not in the server's home any more.",
            $"Restore state/artifacts from a backup, or remove it with 'nexus artifact rm {id}'.");

    private static string Size(long bytes) => bytes < 1 << 20 ? $"{bytes} bytes" : $"{bytes >> 20} MiB";
}
