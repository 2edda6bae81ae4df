using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Transport.Control;

/// <summary>
/// One text message of the control WebSocket, either way: a request (verb and deadline), a reply to one (same id), or a
/// notice (verb, no id).
/// </summary>
public sealed record ControlMessage
{
    /// <summary>Chosen by the asking side; null for a notice. A command keeps it when it is sent again.</summary>
    public string? Id { get; init; }

    /// <summary>One of <see cref="ControlVerbs"/>; null for a reply.</summary>
    public string? Verb { get; init; }

    /// <summary>The server's term: a node refuses commands of an older one than it has seen.</summary>
    public long Epoch { get; init; }

    /// <summary>Of a request.</summary>
    public int DeadlineMs { get; init; }

    public JsonElement? Body { get; init; }

    /// <summary>Of a command: what logs are searched for; null: the server's own doing, or an older one's.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Of a reply that refuses.</summary>
    public NexusError? Error { get; init; }
}

/// <summary>What is asked over the control connection.</summary>
public static class ControlVerbs
{
    /// <summary>Node, first: <see cref="NodeHello"/> -> <see cref="NodeWelcome"/>.</summary>
    public const string Hello = "hello";

    /// <summary>
    /// Node, after each welcome and for providers that answer again:
    /// <see cref="NodeInventory"/> -> <see cref="InventoryVerdict"/>.
    /// </summary>
    public const string Inventory = "inventory";

    /// <summary>Node, every 5 s, notice without body.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Node, on each change, notice: <see cref="EnvironmentReport"/>.</summary>
    public const string Report = "report";

    /// <summary>Node, when a probe says otherwise than before, notice: every <see cref="ProviderView"/>.</summary>
    public const string Providers = "providers";

    /// <summary>Node, when its machine is not as it was told, notice: <see cref="NodeCapabilities"/>.</summary>
    public const string Capabilities = "capabilities";

    /// <summary>Server, notice: <see cref="StreamsWanted"/>.</summary>
    public const string Streams = "streams";

    /// <summary>
    /// Server: <see cref="EnsureRequest"/> -> <see cref="EnsureReply"/>. Makes and starts what is missing and replies
    /// when <c>nexus-workspaced</c> answers. Journalled; repeatable.
    /// </summary>
    public const string Ensure = "environment.ensure";

    /// <summary>
    /// Server: <see cref="EnsureRequest"/>. Whether it could be made, as far as that is known without making it: there
    /// is such an image. Touches nothing.
    /// </summary>
    public const string Check = "environment.check";

    /// <summary>
    /// Server: <see cref="EnsureRequest"/> -> <see cref="EnsureReply"/>. As <see cref="Ensure"/>, of an environment
    /// made anew around its home, once for each id. Refused before anything is touched when its image is not there.
    /// </summary>
    public const string Recreate = "environment.recreate";

    /// <summary>Server: <see cref="StopEnvironmentRequest"/>. Already stopped or gone is done.</summary>
    public const string Stop = "environment.stop";

    /// <summary>Server: <see cref="EnvironmentRequest"/>. Leaves nothing; already gone is done.</summary>
    public const string Destroy = "environment.destroy";
}
