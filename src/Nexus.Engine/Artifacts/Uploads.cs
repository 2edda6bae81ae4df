using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Artifacts;

/// <summary>Artifacts that wait for their bytes: in memory, because an upload is sent again from its start.</summary>
internal sealed class Uploads(TimeProvider clock)
{
    private const int MostOfOne = 100;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Upload> _all = [];

    /// <exception cref="NexusException"><c>artifact.too_many_uploads</c>.</exception>
    public void Add(Guid id, NewArtifact artifact)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var (old, _) in _all.Where(each => !each.Value.IsComing && each.Value.Until <= now).ToList())
                _all.Remove(old);
            if (_all.Values.Count(each => each.Artifact.OwnerId == artifact.OwnerId) >= MostOfOne)
                throw new NexusException(ArtifactErrors.TooManyUploads(MostOfOne));
            _all[id] = new(artifact, now + Life);
        }
    }

    /// <summary>Its bytes begin to come; <see cref="End"/> is to follow.</summary>
    /// <returns>Null: there is none for this caller.</returns>
    /// <exception cref="NexusException"><c>artifact.uploading</c>.</exception>
    public NewArtifact? Begin(Guid id, Scope scope)
    {
        lock (_lock)
        {
            if (!_all.TryGetValue(id, out var upload) || upload.Until <= clock.GetUtcNow()
                || (scope.OwnerId is { } owner && owner != upload.Artifact.OwnerId))
            {
                return null;
            }

            if (upload.IsComing)
                throw new NexusException(ArtifactErrors.Uploading(id));
            _all[id] = upload with { IsComing = true };
            return upload.Artifact;
        }
    }

    /// <summary>They came; or they did not, and may come again.</summary>
    public void End(Guid id, bool hasCome)
    {
        lock (_lock)
        {
            if (hasCome)
                _all.Remove(id);
            else
                _all[id] = _all[id] with { IsComing = false };
        }
    }

    private sealed record Upload(NewArtifact Artifact, DateTimeOffset Until, bool IsComing = false);
}
