using System.Text;
using Nexus.Platform.Ledger;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Hooks;

/// <summary>A source of webhooks as the server has it in memory.</summary>
internal sealed class Hook(StateRow row, HookState state, TimeProvider clock)
{
    private Opened? _opened;
    private long _ownerSeen;
    private int _refused;
    private int _limited;

    public StateRow Row { get; } = row;

    public HookState State { get; } = state;

    public string OwnerId => Row.OwnerId;

    public TokenBucket Bucket { get; } = new(state.PerSecond, clock);

    /// <summary>When its owner was last found to be one of the server's users; zero: not yet.</summary>
    public long OwnerSeen
    {
        get => Interlocked.Read(ref _ownerSeen);
        set => Interlocked.Exchange(ref _ownerSeen, value);
    }

    public static Hook Of(StateRow row, TimeProvider clock) => new(row, HookState.Read(row), clock);

    /// <summary>Opened once, and again when any secret changed.</summary>
    /// <returns>Null: it is gone.</returns>
    public byte[]? Secret(ISecretStore secrets)
    {
        var changes = secrets.Changes;
        if (Volatile.Read(ref _opened) is { } opened && opened.Changes == changes)
            return opened.Value;
        using var secret = secrets.Get(SecretPath.Parse(State.SecretPath, secrets.EnvId, me: null));
        var value = secret is null ? null : Encoding.UTF8.GetBytes(secret.Reveal());
        Volatile.Write(ref _opened, new(changes, value));
        return value;
    }

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountLimited() => Interlocked.Increment(ref _limited);

    /// <summary>Since this was asked last.</summary>
    public (int Refused, int Limited) TakeCounts() =>
        (Interlocked.Exchange(ref _refused, 0), Interlocked.Exchange(ref _limited, 0));

    private sealed record Opened(long Changes, byte[]? Value);
}
