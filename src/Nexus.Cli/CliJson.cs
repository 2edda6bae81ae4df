using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Nexus.Cli.Blueprints;
using Nexus.Cli.Daemons;
using Nexus.Cli.Health;
using Nexus.Cli.Users;
using Nexus.Cli.Workspaces;
using Nexus.Contracts;

namespace Nexus.Cli;

/// <summary>What the command line prints or keeps beyond the contracts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = false)]
[JsonSerializable(typeof(WorkspaceRecordFile))]
[JsonSerializable(typeof(ExecOutcome))]
[JsonSerializable(typeof(RemovedView))]
[JsonSerializable(typeof(DoctorView))]
[JsonSerializable(typeof(PreflightView))]
[JsonSerializable(typeof(IReadOnlyList<ProviderView>))]
[JsonSerializable(typeof(UserListing))]
[JsonSerializable(typeof(DaemonView))]
[JsonSerializable(typeof(RunDetails))]
[JsonSerializable(typeof(FailureView))]
[JsonSerializable(typeof(ValidatedFile))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(IReadOnlyList<StepView>))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>How a failure looks with <c>--json</c>, on stderr.</summary>
internal sealed record FailureView(NexusError Error);

/// <summary>A run with its steps.</summary>
internal sealed record RunDetails(RunView Run, IReadOnlyList<StepView> Steps);
