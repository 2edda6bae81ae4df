using System.Text.Json.Serialization;
using Nexus.Contracts;
using Nexus.Node.Agent;
using Nexus.Node.Environments;
using Nexus.Node.Images;
using Nexus.Node.Journal;
using Nexus.Node.Providers.Process;

namespace Nexus.Node;

/// <summary>What the node keeps on its disk and prints.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeCredential))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinView))]
[JsonSerializable(typeof(ErrorEnvelope))]
[JsonSerializable(typeof(EnvironmentRecord))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(SandboxRecord))]
[JsonSerializable(typeof(BuiltImage))]
[JsonSerializable(typeof(IReadOnlyList<ProviderView>))]
internal sealed partial class NodeJson : JsonSerializerContext;
