using Nexus.Contracts;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

public sealed class GapsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 17, 10, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, "web healthy", Gap.None)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, "web failed", Gap.Services)]
    [InlineData(WorkspaceState.Partial, DesiredState.Up, "web healthy", Gap.Services)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, "other healthy", Gap.Services)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, "none", Gap.Services)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, "not started", Gap.Lost)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, "ended", Gap.Lost)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, "silent", Gap.None)]
    [InlineData(WorkspaceState.Ready, DesiredState.Up, "gone", Gap.Lost)]
    [InlineData(WorkspaceState.Running, DesiredState.Up, "web healthy", Gap.Services)]
    [InlineData(WorkspaceState.Running, DesiredState.Up, "web starting", Gap.Services)]
    [InlineData(WorkspaceState.Running, DesiredState.Up, "ended", Gap.Lost)]
    [InlineData(WorkspaceState.Pending, DesiredState.Up, "gone", Gap.Repeat)]
    [InlineData(WorkspaceState.Ready, DesiredState.Down, "web healthy", Gap.Repeat)]
    [InlineData(WorkspaceState.Stopped, DesiredState.Down, "web healthy", Gap.Repeat)]
    [InlineData(WorkspaceState.Stopped, DesiredState.Down, "ended", Gap.None)]
    [InlineData(WorkspaceState.Removing, DesiredState.Removed, "gone", Gap.Repeat)]
    [InlineData(WorkspaceState.Error, DesiredState.Up, "gone", Gap.None)]
    [InlineData(WorkspaceState.Error, DesiredState.Down, "web healthy", Gap.Repeat)]
    [InlineData(WorkspaceState.Error, DesiredState.Down, "gone", Gap.None)]
    public void A_gap_is_what_is_wanted_and_not_so(
        WorkspaceState state, DesiredState desired, string seen, object gap) =>
        Assert.Equal((Gap)gap, Gaps.Of(Workspace(state, desired), isKnown: true, Report(seen)));

    [Theory]
    [InlineData("other healthy", "Not as configured in 'demo': not started: web; not stopped: other.")]
    [InlineData("none", "Not as configured in 'demo': not started: web.")]
    [InlineData("web failed", "Not healthy in 'demo': web.")]
    public void What_differs_is_recorded_once_and_nothing_is_done_about_it(string seen, string told)
    {
        var partial = Gaps.Settled(Workspace(WorkspaceState.Ready, DesiredState.Up), Report(seen), null, Now);

        Assert.Equal((WorkspaceState.Partial, told), (partial?.Workspace.State, partial?.Workspace.Error?.Message));
        Assert.Equal(Gap.None, Gaps.Of(partial!.Workspace, isKnown: true, Report(seen)));
    }

    [Fact]
    public void A_name_that_is_stored_masked_is_compared_with_nothing()
    {
        var masked = Workspace(WorkspaceState.Ready, DesiredState.Up);
        masked = masked with { Services = [masked.Services[0] with { Name = "***" }] };

        Assert.Equal(Gap.None, Gaps.Of(masked, isKnown: true, Report("web healthy")));
    }

    [Theory]
    [InlineData(WorkspaceState.Ready)]
    [InlineData(WorkspaceState.Running)]
    public void What_is_silent_is_no_wish_to_repeat_but_a_state_to_record(WorkspaceState state)
    {
        var (workspace, silent) = (Workspace(state, DesiredState.Up), Report("silent"));
        var trouble = WorkspaceErrors.NotAnswering("demo", reason: null);

        Assert.Equal(Gap.Services, Gaps.Of(workspace, isKnown: true, silent, trouble));
        Assert.Equal(WorkspaceState.Partial, Gaps.Settled(workspace, silent, trouble, Now)?.Workspace.State);
    }

    [Theory]
    [InlineData(WorkspaceState.Ready, DesiredState.Up)]
    [InlineData(WorkspaceState.Stopped, DesiredState.Down)]
    public void What_an_absent_node_has_is_not_judged(WorkspaceState state, DesiredState desired) =>
        Assert.Equal(Gap.None, Gaps.Of(Workspace(state, desired), isKnown: false, report: null));

    [Theory]
    [InlineData(WorkspaceState.Ready, "web healthy", "SHA256:new", true)]
    [InlineData(WorkspaceState.Error, "not started", "SHA256:new", true)]
    [InlineData(WorkspaceState.Ready, "web healthy", null, true)]
    [InlineData(WorkspaceState.Ready, "web healthy", "SHA256:old", false)]
    [InlineData(WorkspaceState.Ready, "silent", "SHA256:new", false)]
    [InlineData(WorkspaceState.Stopped, "gone", "SHA256:new", false)]
    public void A_replaced_key_goes_to_whatever_answers(WorkspaceState state, string seen, string? key, bool isOld) =>
        Assert.Equal(isOld, Gaps.HasOldKey(Workspace(state, DesiredState.Up), Report(seen), key));

    private static Workspace Workspace(WorkspaceState state, DesiredState desired) =>
        Placed.Workspace(new("node-1", "one", "docker", IsMade: true), state, desired, Now) with
        {
            Services = [new WorkspaceService("web", Port: null, Internal: false, "true", 1000, MappedPort: null)],
            PubkeyFingerprint = "SHA256:old",
            HostPublicKey = "ssh-ed25519 AAAA",
        };

    private static EnvironmentReport? Report(string seen) => seen switch
    {
        "gone" => null,
        "ended" => new("ws-1", "docker", IsRunning: false, Services: null, "exit code 1"),
        "silent" => new("ws-1", "docker", IsRunning: true, Services: null, Reason: null),
        "not started" => new("ws-1", "docker", IsRunning: true, new("boot", 1, IsStarted: false, []), Reason: null),
        "none" => new("ws-1", "docker", IsRunning: true, new("boot", 1, IsStarted: true, []), Reason: null),
        _ => new("ws-1", "docker", IsRunning: true, new("boot", 1, IsStarted: true, [Service(seen)]), Reason: null),
    };

    private static ServiceSnapshot Service(string seen) => new()
    {
        Name = seen.Split(' ')[0],
        State = seen.EndsWith(" healthy", StringComparison.Ordinal) ? ServiceState.Healthy : ServiceState.Failed,
        Command = "true",
    };
}
