using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;

namespace Nexus.Transport;

/// <summary>JSON between server, node and <c>nexus-workspaced</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamRequest))]
[JsonSerializable(typeof(StreamReply))]
[JsonSerializable(typeof(ControlMessage))]
[JsonSerializable(typeof(NodeHello))]
[JsonSerializable(typeof(NodeCapabilities))]
[JsonSerializable(typeof(NodeWelcome))]
[JsonSerializable(typeof(NodeInventory))]
[JsonSerializable(typeof(IReadOnlyList<ProviderView>))]
[JsonSerializable(typeof(InventoryVerdict))]
[JsonSerializable(typeof(EnvironmentReport))]
[JsonSerializable(typeof(EnsureRequest))]
[JsonSerializable(typeof(EnsureReply))]
[JsonSerializable(typeof(StopEnvironmentRequest))]
[JsonSerializable(typeof(EnvironmentRequest))]
[JsonSerializable(typeof(StreamsWanted))]
[JsonSerializable(typeof(HelloReply))]
[JsonSerializable(typeof(SetupRequest))]
[JsonSerializable(typeof(SetupReply))]
[JsonSerializable(typeof(KeysRequest))]
[JsonSerializable(typeof(SourceRequest))]
[JsonSerializable(typeof(ConfigureReply))]
[JsonSerializable(typeof(DependenciesRequest))]
[JsonSerializable(typeof(HookRequest))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(RestartRequest))]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(UsageReply))]
[JsonSerializable(typeof(LogBatch))]
[JsonSerializable(typeof(DialRequest))]
[JsonSerializable(typeof(UnsavedReply))]
[JsonSerializable(typeof(RepoView))]
[JsonSerializable(typeof(LogsRequest))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(ExecResult))]
[JsonSerializable(typeof(TerminalSize))]
[JsonSerializable(typeof(NexusError))]
public sealed partial class TransportJson : JsonSerializerContext;
